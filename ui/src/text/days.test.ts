import { describe, expect, test } from 'vitest';

import { dayAfter, readDay, readTime, weeksOf, weekStart } from './days';

const today = new Date(2026, 10, 26);

describe('a day', () => {
  test.each([
    ['27 Nov 2026', 'en-GB', '2026-11-27'],
    ['27 nov', 'en-GB', '2026-11-27'],
    ['25 Nov', 'en-GB', '2027-11-25'],
    ['26 November', 'en-GB', '2026-11-26'],
    ['Nov 27, 2026', 'en-US', '2026-11-27'],
    ['Friday 27 November 2026', 'en-GB', '2026-11-27'],
    ['1/12/2026', 'en-GB', '2026-12-01'],
    ['1/12/2026', 'en-US', '2026-01-12'],
    ['1/12', 'en-GB', '2026-12-01'],
    ['1.12.26', 'de-DE', '2026-12-01'],
    ['1. Dezember', 'de-DE', '2026-12-01'],
    ['27. Nov. 2026', 'de-DE', '2026-11-27'],
    ['3. März 2027', 'de-DE', '2027-03-03'],
    ['3. maerz', 'de-DE', undefined],
    ['Fr., 27.11.2026', 'de-DE', '2026-11-27'],
    ['1 Dec', 'de-DE', '2026-12-01'],
    ['2026-11-27', 'de-DE', '2026-11-27'],
    ['2026/11/27', 'en-US', '2026-11-27'],
    ['29 Feb', 'en-GB', '2028-02-29'],
    ['29.2.2027', 'de-DE', undefined],
    ['31 April 2027', 'en-GB', undefined],
    ['27 Ju', 'en-GB', undefined],
    ['27', 'en-GB', undefined],
    ['', 'en-GB', undefined],
    ['soon', 'en-GB', undefined],
    ['1.2.3.4', 'de-DE', undefined],
    ['27 Nov 20265', 'en-GB', undefined],
    ['27 Nov 202', 'en-GB', undefined],
  ])('%s (%s)', (text, tag, iso) => expect(readDay(text, tag, today)).toBe(iso));

  test('moves over the ends of months', () => {
    expect(dayAfter('2026-11-30', 1)).toBe('2026-12-01');
    expect(dayAfter('2027-01-31', 0, 1)).toBe('2027-02-28');
    expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28');
    expect(dayAfter('2028-02-29', 0, 12)).toBe('2029-02-28');
  });

  test('stands in a week that begins as the country has it', () => {
    expect(weekStart('de-DE')).toBe(1);
    const weeks = weeksOf('2026-11-27', 1);
    expect(weeks[0]?.[0]).toBe('2026-10-26');
    expect(weeks.at(-1)?.at(-1)).toBe('2026-12-06');
    expect(weeksOf('2026-11-27', 7)[0]?.[0]).toBe('2026-11-01');
  });
});

test.each([
  ['9', '09:00'],
  ['9:30', '09:30'],
  ['0930', '09:30'],
  ['930', '09:30'],
  ['9.30 Uhr', '09:30'],
  ['9 pm', '21:00'],
  ['12 AM', '00:00'],
  ['12:15 p.m.', '12:15'],
  ['23:59', '23:59'],
  ['24:00', undefined],
  ['9:60', undefined],
  ['13 pm', undefined],
  ['noon', undefined],
  ['', undefined],
])('the time %s', (text, time) => expect(readTime(text)).toBe(time));

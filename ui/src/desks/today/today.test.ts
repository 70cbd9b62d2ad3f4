import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { changed } from '../../ipc/live.svelte';
import { asked, install, refuse } from '../../ipc/testing/double';
import { need } from '../../ipc/testing/today';
import { world } from '../../ipc/testing/world';
import { OWN_ZONE } from '../../text/index.svelte';
import { faults } from '../../testing/axe';
import TodayDesk from './TodayDesk.svelte';

beforeEach(() => install(world('full')));
const waiting = () => screen.getByRole('region', { name: 'Needs you' });
const words = (of: Element) => of.textContent?.replace(/\s+/g, ' ') ?? '';

test('what waits is what the core says waits, in its order, each with its act', async () => {
  const headline = 'عودة العدسة 写真';
  const long = '漢'.repeat(300);
  const text = { headline: long, kind: 'article', stage: 'draft', writer: '' };
  const names = 'Ines Calder, مها';
  install({
    ...world('full'),
    today_needs: () => [
      need('copies', {}, { why: [{ key: 'workspace.disk_full', params: {} }] }),
      need('held', { title: 'The lens', n: 12 }, { distribution: 4, at: Date.UTC(2026, 10, 27, 9, 30) }),
      need('uncertain', { title: '', n: 2 }, { distribution: 5 }),
      need('due', { ...text, late: 3, mine: 'yes' }, { document: 9 }),
      need('review', { ...text, headline }, { document: 10 }),
      need('approve', { headline, by: 'Ines Calder' }, { document: 11 }),
      need('void', { headline, number: 2, names }, { document: 12 }),
      need('sent-back', { headline: 'Five keepers', by: 'Margaret', note: 'The year is wrong.' }, { document: 13 }),
      need('files', { name: 'logo.svg', ended: 'yes', used: 2 }, { asset: 7 }),
    ],
  });
  const { container } = render(TodayDesk);
  await screen.findByText('Nine things need you.');
  expect(asked.filter((one) => one.command === 'today_needs').map((one) => one.args)).toEqual([{ zone: OWN_ZONE }]);
  const told = within(waiting()).getAllByRole('listitem').map(words);
  const parts = ['The daily', 'The lens is held', '2 uncertain in', `3 days late`, `${headline} waits for your review`];
  const more = [`${headline} waits for your approval`, `The approval of ${headline} is void`];
  for (const [at, part] of [...parts, ...more, 'Margaret sent Five keepers back', 'logo.svg may not be'].entries())
    if (at > 0) expect(told[at]).toContain(part);
  expect(told[3]).toContain('waits for your review');
  expect(told[6]).toContain(`${names} approved or were asked about revision 2`);
  expect(told[7]).toContain('The year is wrong.');
  const links = within(waiting())
    .getAllByRole('link')
    .map((link) => link.getAttribute('href'));
  expect(links).toEqual([
    ...['#/settings/copies', '#/distributions/4', '#/distributions/5', '#/literature/9', '#/literature/10'],
    ...['#/literature/11', '#/literature/12/changes', '#/literature/13', '#/assets/7'],
  ]);
  expect(await faults(container)).toEqual([]);
});

test('of texts four are named and the rest counted, with the list that has them', async () => {
  const due = (document: number) =>
    need('due', { headline: `Text ${document}`, kind: 'article', stage: 'draft', writer: '', late: 1 }, { document });
  install({
    ...world('full'),
    today_needs: () => [...[1, 2, 3, 4, 5, 6].map(due), need('notice', { n: 1, on: 'yes' })],
  });
  render(TodayDesk);
  await screen.findByText('2 more texts');
  const told = within(waiting()).getAllByRole('listitem');
  expect(told).toHaveLength(6);
  expect(
    within(told[4] as HTMLElement)
      .getByRole('link')
      .getAttribute('href'),
  ).toBe('#/literature?list=late');
});

test('whom to keep in touch with is told page by page: nobody beyond the first thousand is passed over', async () => {
  install(world('huge'));
  render(TodayDesk);
  await fireEvent.click(await screen.findByRole('button', { name: 'All 2,234' }));
  expect(screen.getByText('Ruth Abernathy 1000')).toBeTruthy();
  const rest = screen.getByRole('link', { name: '1,234 more people' });
  expect(rest.getAttribute('href')).toBe('#/segments/new?query=keep-in-touch%3Adue');
});

test('the week has what is due and what lifts, and says nothing where nothing comes', async () => {
  const { unmount } = render(TodayDesk);
  const week = await screen.findByRole('region', { name: 'This week' });
  expect(words(week)).toContain('Embargo lifts: Lighthouse museum reopens its Lantern Wing');
  expect(words(week)).toContain('Press release, due');
  unmount();
  install({ ...world('full'), today_needs: () => [] });
  render(TodayDesk);
  await screen.findByText('Nothing is due');
  expect(screen.queryByRole('region', { name: 'This week' })).toBeNull();
});

test('it is asked anew when something changed, and why it cannot be told is said', async () => {
  let fails = false;
  install({
    ...world('full'),
    today_needs: () =>
      fails ? refuse('literature.plan_zone', { text: 'Nowhere' }, []) : [need('notice', { n: 1, on: 'yes' })],
  });
  render(TodayDesk);
  await screen.findByText('One thing needs you.');
  fails = true;
  changed([{ topic: 'touch', id: null }]);
  await waitFor(() => expect(screen.getByText(/Nowhere/)).toBeTruthy());
});

import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';

import { faults } from '../testing/axe';
import { reader } from '../text/index.svelte';
import DateField from './DateField.svelte';
import TimeField from './TimeField.svelte';

afterEach(() => reader.choose('en-GB'));

function field(value = '2026-11-27') {
  const said = vi.fn<(value: string) => void>();
  const kept = vi.fn<(value: string) => void>();
  const { container } = render(DateField, { label: 'Day', value, oninput: said, onchange: kept });
  return { container, said, kept, box: screen.getByRole<HTMLInputElement>('textbox', { name: 'Day' }) };
}
const open = async () => {
  await fireEvent.click(screen.getByRole('button', { name: /^Day: / }));
  return screen.findByRole('dialog', { name: 'Day: choose from a calendar' });
};
const focused = () => document.activeElement?.getAttribute('aria-label');
const press = (key: string, more: object = {}) =>
  fireEvent.keyDown(document.activeElement as Element, { key, ...more });

test('a day is written as the window speaks, and read as people type it', async () => {
  const { said, kept, box } = field();
  expect(box.value).toBe('27 Nov 2026');
  await fireEvent.input(box, { target: { value: '1/12/2026' } });
  expect(said).toHaveBeenLastCalledWith('2026-12-01');
  expect(kept).not.toHaveBeenCalled();
  await fireEvent.blur(box);
  expect(box.value).toBe('1 Dec 2026');
  expect(kept.mock.calls).toEqual([['2026-12-01']]);
  cleanup();
  reader.choose('de-DE');
  expect(field().box.value).toBe('27. Nov. 2026');
});

test('what is no day is said once the field is left, and stays to be mended', async () => {
  const { said, box } = field();
  await fireEvent.input(box, { target: { value: '31 April' } });
  expect(said).toHaveBeenLastCalledWith('');
  expect(box.getAttribute('aria-invalid')).toBeNull();
  await fireEvent.blur(box);
  expect(box.value).toBe('31 April');
  expect(screen.getByText('Write a day such as 1 Dec 2026.')).toBeTruthy();
  await fireEvent.input(box, { target: { value: '' } });
  await fireEvent.blur(box);
  expect(box.getAttribute('aria-invalid')).toBeNull();
});

test('the calendar is walked by keys, takes a day with a press and gives the focus back', async () => {
  const { container, said, box } = field();
  const days = await open();
  expect(await faults(container)).toEqual([]);
  await vi.waitFor(() => expect(focused()).toBe('Friday 27 November 2026'));
  await press('ArrowDown');
  await vi.waitFor(() => expect(focused()).toBe('Friday 4 December 2026'));
  expect(within(days).getByText('December 2026')).toBeTruthy();
  await press('ArrowLeft');
  await vi.waitFor(() => expect(focused()).toBe('Thursday 3 December 2026'));
  await press('Home');
  await vi.waitFor(() => expect(focused()).toBe('Monday 30 November 2026'));
  await press('PageDown', { shiftKey: true });
  await vi.waitFor(() => expect(focused()).toBe('Tuesday 30 November 2027'));
  await press('PageDown');
  await vi.waitFor(() => expect(focused()).toBe('Thursday 30 December 2027'));
  expect(said).not.toHaveBeenCalled();
  await press('Tab');
  expect(focused()).toBe('Previous month');
  await press('Tab', { shiftKey: true });
  expect(focused()).toBe('Thursday 30 December 2027');
  await fireEvent.click(document.activeElement as Element);
  expect(said.mock.calls).toEqual([['2027-12-30']]);
  expect(box.value).toBe('30 Dec 2027');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(focused()).toContain('30 December 2027');
});

test('Escape closes the calendar alone', async () => {
  const around = vi.fn();
  document.addEventListener('keydown', around);
  const { said } = field('');
  await open();
  await vi.waitFor(() => expect(focused()).toContain(String(new Date().getFullYear())));
  await press('Escape');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(around).not.toHaveBeenCalled();
  expect(said).not.toHaveBeenCalled();
  document.removeEventListener('keydown', around);
});

test('a time is read as people type it and written as the window writes times', async () => {
  const said = vi.fn<(value: string) => void>();
  render(TimeField, { label: 'Time', value: '09:00', oninput: said });
  const box = screen.getByRole<HTMLInputElement>('textbox', { name: 'Time' });
  await fireEvent.input(box, { target: { value: '2.30 pm' } });
  expect(said).toHaveBeenLastCalledWith('14:30');
  await fireEvent.blur(box);
  expect(box.value).toBe('14:30');
  await fireEvent.input(box, { target: { value: '25' } });
  await fireEvent.blur(box);
  expect(screen.getByText('Write a time such as 09:00.')).toBeTruthy();
});

import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';

import { faults } from '../testing/axe';
import Field from './Field.svelte';
import { offers } from './offers';

const ZONES = ['Africa/Abidjan', 'America/New_York', 'Europe/Amsterdam', 'Europe/Berlin', 'Europe/Büsingen'];

function field(value = 'Europe/Berlin') {
  const said = vi.fn<(value: string) => void>();
  const { container } = render(Field, { label: 'Clock', value, options: ZONES, oninput: said });
  return { container, said, box: screen.getByRole<HTMLInputElement>('combobox', { name: 'Clock' }) };
}
const listed = () =>
  within(screen.getByRole('listbox'))
    .getAllByRole('option')
    .map((one) => one.textContent?.trim());

test('words find a proposal whatever joins them; what begins so comes first', () => {
  expect(offers(ZONES, 'new york')).toEqual(['America/New_York']);
  expect(offers(ZONES, 'BUS')).toEqual(['Europe/Büsingen']);
  expect(offers(ZONES, 'am')).toEqual(['America/New_York', 'Europe/Amsterdam']);
  expect(offers(ZONES, 'dam')).toEqual(['Europe/Amsterdam']);
  expect(offers(ZONES, ' ')).toEqual(ZONES);
  expect(offers(ZONES, 'atlantis')).toEqual([]);
});

test('the press on a proposal does not leave the field, and takes it', async () => {
  const { container, said, box } = field();
  box.focus();
  await fireEvent.input(box, { target: { value: 'amst' } });
  expect(listed()).toEqual(['Europe/Amsterdam']);
  expect(await faults(container)).toEqual([]);
  const option = screen.getByRole('option', { name: 'Europe/Amsterdam' });
  expect(await fireEvent.mouseDown(option), 'the focus stays').toBe(false);
  await fireEvent.click(option);
  expect(box.value).toBe('Europe/Amsterdam');
  expect(said).toHaveBeenLastCalledWith('Europe/Amsterdam');
  expect(screen.queryByRole('listbox')).toBeNull();
});

test('arrows open the whole list at what stands there, Enter takes, Escape closes the list alone', async () => {
  const { box } = field();
  const around = vi.fn();
  document.addEventListener('keydown', around);
  box.focus();
  await fireEvent.keyDown(box, { key: 'ArrowDown' });
  expect(listed()).toEqual(ZONES);
  const chosen = () => screen.getByRole('option', { selected: true });
  expect(chosen().textContent?.trim()).toBe('Europe/Berlin');
  expect(box.getAttribute('aria-activedescendant')).toBe(chosen().id);
  await fireEvent.keyDown(box, { key: 'Escape' });
  expect(screen.queryByRole('listbox')).toBeNull();
  expect(around, 'a dialog around it stays').toHaveBeenCalledTimes(1);
  await fireEvent.keyDown(box, { key: 'ArrowUp', altKey: true });
  await fireEvent.keyDown(box, { key: 'ArrowUp' });
  await fireEvent.keyDown(box, { key: 'Enter' });
  expect(box.value).toBe('Europe/Amsterdam');
  await fireEvent.keyDown(box, { key: 'Escape' });
  expect(around.mock.lastCall?.[0]).toMatchObject({ key: 'Escape', defaultPrevented: false });
  document.removeEventListener('keydown', around);
});

test('what is written already is not proposed, and leaving the field closes the list', async () => {
  const { box } = field('');
  box.focus();
  await fireEvent.input(box, { target: { value: 'Europe/Berlin' } });
  expect(screen.queryByRole('listbox')).toBeNull();
  await fireEvent.input(box, { target: { value: 'Europe' } });
  expect(listed()).toHaveLength(3);
  await fireEvent.blur(box);
  expect(screen.queryByRole('listbox')).toBeNull();
  expect(box.value).toBe('Europe');
});

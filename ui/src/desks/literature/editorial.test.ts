import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import DocumentList from './DocumentList.svelte';

const at = (hash: string) => {
  location.hash = hash;
  const [path = '', query = ''] = hash.slice(2).split('?');
  router.place = { desk: 'literature', path: path.split('/').slice(1), query: new URLSearchParams(query) };
};
beforeEach(() => {
  localStorage.clear();
  for (const notice of notices.list) notices.dismiss(notice.id);
  install(world('full'));
});
const column = (name: string) => screen.getByRole('region', { name: new RegExp(`^${name}`) });
const planned = () => asked.filter((one) => one.command === 'literature_plan').map((one) => one.args);

test('a card is moved by keys, keeps the keyboard, and says why where it does not move', async () => {
  at('#/literature/board');
  const { container } = render(DocumentList);
  const card = within(await screen.findByRole('region', { name: /^Draft/ })).getByRole('link', { name: /keepers/ });
  expect(await faults(container)).toEqual([]);
  card.focus();
  await fireEvent.keyDown(card, { key: 'ArrowRight', altKey: true });
  const moved = await waitFor(() => within(column('In review')).getByRole('link', { name: /keepers/ }));
  await waitFor(() => expect(document.activeElement).toBe(moved));
  expect(planned()).toMatchObject([{ id: 3, change: { stage: 'in-review', writer: null } }]);
  expect(notices.list.at(-1)?.text).toBe('Five keepers’ letters: In review');
  await fireEvent.keyDown(within(column('Idea')).getByRole('link'), { key: 'ArrowLeft', altKey: true });
  expect(planned()).toHaveLength(1);
  await fireEvent.keyDown(moved, { key: 'ArrowDown' });
  expect(document.activeElement).not.toBe(moved);
});

test('lists are by whose a text is, and sifted by words of its title, writer and department', async () => {
  at('#/literature?list=late');
  render(DocumentList);
  await screen.findByRole('grid');
  expect(screen.getByText('4 days late')).toBeTruthy();
  expect(screen.queryByText('Lone working after dark')).toBeNull();
  await fireEvent.click(screen.getByRole('tab', { name: /In hand/ }));
  await screen.findByText('Lone working after dark');
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'agnes' } });
  await waitFor(() => expect(screen.queryByText('Five keepers’ letters')).toBeNull());
  expect(screen.getByText('Lone working after dark')).toBeTruthy();
  await fireEvent.click(screen.getByRole('tab', { name: /Mine/ }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Change the name' }));
  await fireEvent.input(screen.getByRole('textbox', { name: /Your name/ }), { target: { value: 'nobody' } });
  await screen.findByText('No text is called that');
  expect(localStorage.getItem('tidings.me')).toBe('nobody');
});

test('the month holds what is due and what lifts, and is walked by keys', async () => {
  at('#/literature/calendar');
  const { container } = render(DocumentList);
  const grid = await screen.findByRole('grid', { name: 'Calendar' });
  expect(await faults(container)).toEqual([]);
  const today = container.querySelector<HTMLElement>('td[aria-current="date"]');
  expect(today?.textContent).toContain('Lone working after dark');
  today?.focus();
  await fireEvent.keyDown(today as HTMLElement, { key: 'Enter' });
  expect(document.activeElement?.tagName).toBe('A');
  await fireEvent.keyDown(document.activeElement as HTMLElement, { key: 'Escape' });
  expect(document.activeElement).toBe(today);
  await fireEvent.keyDown(today as HTMLElement, { key: 'PageDown' });
  await waitFor(() => expect(grid.querySelector('td[tabindex="0"]')).toBe(document.activeElement));
  expect(document.activeElement?.getAttribute('aria-current')).toBeNull();
});

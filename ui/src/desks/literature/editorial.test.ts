import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { asked, install, refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Checklist from './Checklist.svelte';
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
  expect(planned()).toMatchObject([{ id: 3, change: { stage: 'in-review' } }]);
  await waitFor(() =>
    expect(notices.list.at(-1)?.text).toMatch(
      /^Five keepers’ letters: In review\. Open on its checklist: Facts.*The printer has/,
    ),
  );
  await fireEvent.keyDown(within(column('Idea')).getByRole('link'), { key: 'ArrowLeft', altKey: true });
  expect(planned()).toHaveLength(1);
  await fireEvent.keyDown(moved, { key: 'ArrowDown' });
  expect(document.activeElement).not.toBe(moved);
});

test('a card says how its approval stands, and of ideas and drafts nobody is asked', async () => {
  at('#/literature/board');
  const { container } = render(DocumentList);
  const card = within(await screen.findByRole('region', { name: /^In review/ })).getByRole('link', { name: /Lone/ });
  await waitFor(() => expect(card.textContent).toContain('Void: 7 words changed'));
  expect(within(column('Approved')).getByRole('link').textContent).toMatch(/Margaret Oyelaran, /);
  const of = asked.filter((one) => one.command === 'approval_standings').map((one) => one.args);
  expect(of).toEqual([{ documents: [2, 1] }]);
  expect(await faults(container)).toEqual([]);
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
  await fireEvent.click(screen.getByRole('button', { name: 'Use this name' }));
  await screen.findByText('You are nobody here');
  await screen.findByText('No text is called that');
  expect(asked.filter((one) => one.command === 'window_rename_user').map((one) => one.args)).toEqual([
    { name: 'nobody' },
  ]);
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

test('from the month all that has a day is saved as a calendar file, with the days of this clock', async () => {
  at('#/literature/calendar');
  install({
    ...world('full'),
    window_choose_save: ({ name }) => `/home/ines/${String(name)}`,
    today_save_calendar: () => ({ file: '/home/ines/Calendar.ics', entries: 4 }),
  });
  render(DocumentList);
  await fireEvent.click(await screen.findByRole('button', { name: 'Save as a calendar file…' }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('4 entries saved in /home/ines/Calendar.ics'));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const saved = asked.filter((one) => one.command === 'today_save_calendar').map((one) => one.args);
  expect(saved).toEqual([{ to: '/home/ines/Calendar.ics', zone, language: 'en' }]);
});

test('a checklist is ticked beside the text, and changed for its kind with the usual items by their codes', async () => {
  const { container, unmount } = render(Checklist, { id: 1 });
  await screen.findByText('1 of 4');
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Facts and figures checked against their source' }));
  await screen.findByText('2 of 4');
  expect(asked.find((one) => one.command === 'literature_tick')?.args).toMatchObject({
    id: 1,
    item: '=facts',
    ticked: true,
  });
  unmount();
});

/** The rows of the list in order, heads with their numbers. */
const rows = () =>
  within(screen.getByRole('grid'))
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent.replace(/\s+/g, ' ').trim());

test('the list stands stage by stage with how each is approved, and a stage is folded by keys and stays so', async () => {
  at('#/literature');
  const { container, unmount } = render(DocumentList);
  const grid = await screen.findByRole('grid');
  await screen.findByText('4 open comments');
  expect(await faults(container)).toEqual([]);
  expect(rows().map((row) => row.slice(0, 10))).toEqual([
    'In review ',
    'Lone worki',
    'Approved 1',
    'Lighthouse',
    'Draft 1',
    'Five keepe',
    'Idea 1',
    'Without a ',
  ]);
  expect(rows()[1]).toContain('Void: 7 words changed');
  expect(screen.getByTitle('Void: 7 words, the attachments changed')).toBeTruthy();
  expect(rows()[3]).toMatch(/Margaret Oyelaran, /);
  expect(within(grid).getByRole('img', { name: 'Approved' })).toBeTruthy();
  expect(asked.filter((one) => one.command === 'approval_standings')).toHaveLength(1);

  grid.focus();
  await fireEvent.keyDown(grid, { key: 'ArrowDown' });
  await fireEvent.keyDown(grid, { key: 'ArrowLeft' });
  await waitFor(() => expect(rows()).toHaveLength(7));
  expect(screen.queryByText('Lone working after dark')).toBeNull();
  expect(
    within(grid)
      .getByRole('button', { name: /In review 1/ })
      .getAttribute('aria-expanded'),
  ).toBe('false');
  expect(grid.getAttribute('aria-activedescendant')).toMatch(/-0$/);
  unmount();
  // The device remembers it, and what is looked for is found all the same.
  render(DocumentList);
  await screen.findByText('Five keepers’ letters');
  expect(screen.queryByText('Lone working after dark')).toBeNull();
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'agnes' } });
  await screen.findByText('Lone working after dark');
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: '' } });
  await waitFor(() => expect(screen.queryByText('Lone working after dark')).toBeNull());
  const again = screen.getByRole('grid');
  again.focus();
  await fireEvent.keyDown(again, { key: 'Home' });
  await fireEvent.keyDown(again, { key: 'ArrowRight' });
  await screen.findByText('Lone working after dark');
  await fireEvent.keyDown(again, { key: 'Enter' });
  await waitFor(() => expect(screen.queryByText('Lone working after dark')).toBeNull());
});

test('of ten thousand texts only the rows on screen ask how they are approved, and what went out is folded and asks nothing', async () => {
  install(world('huge'));
  at('#/literature');
  render(DocumentList);
  const grid = await screen.findByRole('grid');
  await screen.findByText(/^Void: 7 words/);
  const ids = () =>
    asked.filter((one) => one.command === 'approval_standings').map((one) => one.args as { documents: number[] });
  expect(ids().every((one) => one.documents.length <= 120)).toBe(true);
  expect(Number(grid.getAttribute('aria-rowcount'))).toBe(1003 + 5 + 1);
  grid.focus();
  await fireEvent.keyDown(grid, { key: 'End' });
  await fireEvent.scroll(grid);
  await screen.findByRole('button', { name: /Released 8,997/ });
  const before = ids().length;
  await fireEvent.keyDown(grid, { key: 'Enter' });
  await waitFor(() => expect(Number(grid.getAttribute('aria-rowcount'))).toBe(10_000 + 5 + 1));
  expect(ids().length - before).toBeLessThan(3);
  expect(grid.querySelectorAll('[role="row"]').length).toBeLessThan(120);
});

test('where approvals cannot be read the list says so and stays', async () => {
  const answers = world('full');
  install({ ...answers, approval_standings: () => refuse('workspace.damaged') });
  at('#/literature');
  render(DocumentList);
  expect((await screen.findAllByText('could not be read')).length).toBeGreaterThan(3);
  expect(screen.getByText('Five keepers’ letters')).toBeTruthy();
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { remember } from '../../app/device.svelte';
import { router } from '../../app/router.svelte';
import type { FoundIn, PersonRow } from '../../ipc/bindings';
import { install, type Answer } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
});

async function looked(words: string, answers = world('full'), columns?: { key: string }[]) {
  install(answers);
  if (columns) remember('people.columns.', JSON.stringify(columns));
  location.hash = '#/contacts';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  const { container } = render(Frame, { workspace });
  await screen.findByRole('tab', { name: /Everyone/ }, { timeout: 9000 });
  await fireEvent.input(await screen.findByRole('searchbox'), { target: { value: words } });
  await waitFor(() => expect(document.querySelector('mark')).not.toBeNull());
  return container;
}
const marks = () => [...document.querySelectorAll('mark')].map((one) => one.textContent);

test('the people’s search marks what it found in name, outlet and city, and in nothing where it does not look', async () => {
  const container = await looked('averil');
  await waitFor(() => expect(new Set(marks())).toEqual(new Set(['Averil'])));
  const row = screen.getByRole('link', { name: 'Ruth Abernathy' }).closest('[role="row"]') as HTMLElement;
  expect(within(row).getAllByText('Averil').length).toBeGreaterThan(0);
  expect(await faults(container)).toEqual([]);
});

test('found in the address alone, the address stands behind the name, marked', async () => {
  await looked('ruth@');
  await waitFor(() => expect(document.querySelectorAll('.besides')).toHaveLength(0));
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'abernathy examp' } });
  const besides = () => document.querySelector('.besides')?.textContent ?? '';
  await waitFor(() => expect(besides()).toBe('…thy@example.net'));
  expect([...new Set(marks())]).toEqual(['Abernathy', 'examp']);
});

test('found in what no row says, the row says where, marked as the core marked it', async () => {
  const pieces = [
    { text: 'marianna.', found: false },
    { text: 'old', found: true },
    { text: '@paper.example', found: false },
  ];
  const answers = world('full');
  const rows = answers.segments_view_rows as Answer;
  const of = (what: FoundIn) => {
    answers.segments_view_rows = (args) =>
      (rows(args) as PersonRow[]).map((row) => ({ ...row, also: { what, pieces } }));
  };
  of('address');
  await looked('ruth', answers);
  const besides = () => document.querySelector('.besides');
  await waitFor(() => expect(besides()?.textContent).toBe('…nna.old@paper.example'));
  expect(besides()?.querySelector('mark')?.textContent).toBe('old');
  expect(besides()?.getAttribute('title')).toBe('Further address: marianna.old@paper.example');
  of('phone');
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'rut' } });
  await waitFor(() => expect(besides()?.getAttribute('title')).toBe('Phone: marianna.old@paper.example'));
});

test('what was found besides is said though its column is shown, but for the very phone that stands there', async () => {
  const answers = world('full');
  const rows = answers.segments_view_rows as Answer;
  const cells = answers.segments_view_cells as Answer;
  const of = (what: FoundIn, text: string) => {
    const also = { what, pieces: [{ text, found: true }] };
    answers.segments_view_rows = (args) => (rows(args) as PersonRow[]).map((row) => ({ ...row, also }));
  };
  answers.segments_view_cells = (args) =>
    (cells(args) as Record<string, string>[]).map((row) => ({ ...row, phone: '01632 960 388' }));
  of('address', 'marianna.old@paper.example');
  const columns = ['outlet', 'address', 'phone'].map((key) => ({ key }));
  await looked('ruth', answers, columns);
  const besides = () => document.querySelector('.besides')?.getAttribute('title');
  await waitFor(() => expect(besides()).toBe('Further address: marianna.old@paper.example'));
  expect(screen.getAllByRole('columnheader').map((one) => one.textContent.trim())).toEqual(
    expect.arrayContaining(['Address', 'Phone']),
  );
  of('phone', '01632 960 114');
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'rut' } });
  await waitFor(() => expect(besides()).toBe('Phone: 01632 960 114'));
  of('phone', '01632 960 388');
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'ru' } });
  await waitFor(() => expect(besides()).toBeUndefined());
});

test('without words nothing is marked', async () => {
  await looked('ruth');
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: '  ' } });
  await waitFor(() => expect(marks()).toEqual([]));
});

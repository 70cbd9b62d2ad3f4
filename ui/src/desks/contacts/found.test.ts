import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import { install } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
});

async function looked(words: string) {
  install(world('full'));
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

test('without words nothing is marked', async () => {
  await looked('ruth');
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: '  ' } });
  await waitFor(() => expect(marks()).toEqual([]));
});

import { render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { install } from '../ipc/testing/double';
import { world } from '../ipc/testing/world';
import { faults } from '../testing/axe';
import App from './App.svelte';
import { keys, listen, written } from './keys.svelte';
import KeysList from './KeysList.svelte';
import { notices } from './notices.svelte';

const press = (key: string, on: EventTarget = document.activeElement ?? document.body) =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

beforeEach(() => {
  localStorage.clear();
  install(world('full'));
  location.hash = '#/settings/look';
});
afterEach(() => {
  vi.useRealTimers();
  for (const notice of notices.list) notices.dismiss(notice.id);
  location.hash = '';
});

describe('a toast', () => {
  test('is reached by F8, put away by Escape, and gives the focus back', async () => {
    const { container } = render(App);
    const link = await screen.findByRole('link', { name: 'Today' });
    link.focus();
    notices.tell('3 people deleted', { label: 'Undo', act: () => undefined });
    await screen.findByText('3 people deleted');
    expect(await faults(container)).toEqual([]);
    press('F8');
    expect(document.activeElement?.textContent).toBe('Undo');
    press('Escape');
    await waitFor(() => expect(document.activeElement).toBe(link));
    expect(screen.queryByText('3 people deleted')).toBeNull();
  });

  test('stays while it has the focus, and a failure longer than what went well', () => {
    vi.useFakeTimers();
    notices.tell('Saved');
    notices.fail({
      code: 'x',
      kind: 'failure',
      what: { key: 'workspace.disk_full', params: {} },
      todo: null,
      places: [],
    });
    const [saved] = notices.list;
    notices.hold(saved?.id ?? 0);
    vi.advanceTimersByTime(9000);
    expect(notices.list).toHaveLength(2);
    if (saved) notices.resume(saved);
    vi.advanceTimersByTime(9000);
    expect(notices.list).toHaveLength(1);
    vi.advanceTimersByTime(9000);
    expect(notices.list).toHaveLength(0);
  });
});

describe('keys', () => {
  test('are written as they stand on the keyboard', () => {
    expect(written('shift+mod+n')).toBe('Ctrl Shift N');
    expect(written('mod++')).toBe('Ctrl +');
    expect(written('alt+arrowup')).toBe('Alt ↑');
  });

  test('are listed once, and a second way to press the same is not', () => {
    const stop = listen();
    const bind = (combo: string, unlisted = false) =>
      keys.bind({ combo, label: 'Larger text', group: 'Everywhere', act: () => undefined, unlisted });
    const stops = [bind('mod++'), bind('mod+=', true), stop];
    const { container } = render(KeysList);
    expect(screen.getAllByText('Larger text')).toHaveLength(1);
    expect(container.textContent).not.toContain('Ctrl =');
    for (const one of stops) one();
  });
});

test('the job tray tells what began and what is over, and names what Cancel cancels', async () => {
  const job = {
    id: 9,
    kind: 'import',
    title: { key: 'importing.job.stage', params: { file: 'guild.csv' } },
    progress: { done: 3, total: 9, unit: 'rows' },
    outcome: { state: 'running' },
  };
  let list: unknown[] = [job];
  install({ ...world('full'), jobs_list: () => list });
  render(App);
  const cancel = await screen.findByRole('button', { name: /^Cancel: / });
  expect(cancel.closest('[data-region]')?.getAttribute('aria-label')).toBe('What runs now');
  expect(screen.getByText(/^Begun: /).getAttribute('role')).toBe('status');
  list = [];
  const { changed } = await import('../ipc/live.svelte');
  changed([{ topic: 'job', id: null }]);
  await screen.findByText(/^No longer running: /);
});

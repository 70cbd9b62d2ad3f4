import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The keyboard as on a machine that names itself so. */
async function on(platform: string) {
  vi.stubGlobal('navigator', { ...navigator, platform });
  vi.resetModules();
  return import('./keys.svelte');
}

const pressed = (init: KeyboardEventInit) => new KeyboardEvent('keydown', { cancelable: true, ...init });

test('no key loads the page anew, as it would in a browser', async () => {
  const { listen } = await on('Win32');
  const stop = listen();
  const stopped = (init: KeyboardEventInit) => !dispatchEvent(pressed(init));
  expect(stopped({ key: 'F5' })).toBe(true);
  expect(stopped({ key: 'r', ctrlKey: true })).toBe(true);
  expect(stopped({ key: 'R', ctrlKey: true, shiftKey: true })).toBe(true);
  expect(stopped({ key: 'r' })).toBe(false);
  stop();
});

test('on a Mac ⌘ stands for Ctrl, and the key above Return takes away', async () => {
  const { keys, listen, takesAway, written } = await on('MacIntel');
  const act = vi.fn();
  const stop = listen();
  const unbind = keys.bind({ combo: 'mod+k', label: 'Find', group: 'Everywhere', act });
  dispatchEvent(pressed({ key: 'k', ctrlKey: true }));
  expect(act).not.toHaveBeenCalled();
  dispatchEvent(pressed({ key: 'k', metaKey: true }));
  expect(act).toHaveBeenCalledOnce();
  expect([written('mod+k'), written('delete')]).toEqual(['⌘K', '⌫']);
  expect(takesAway(pressed({ key: 'Backspace' }))).toBe(true);
  unbind();
  stop();
});

test('elsewhere Backspace takes nothing away', async () => {
  const { takesAway, written } = await on('Linux x86_64');
  expect(takesAway(pressed({ key: 'Backspace' }))).toBe(false);
  expect(takesAway(pressed({ key: 'Delete' }))).toBe(true);
  expect(written('mod+k')).toBe('Ctrl K');
});

/** The whole page over a double of the core, for page tests: opened at a place, begun anew for each test. */
import { fireEvent, render } from '@testing-library/svelte';
import { beforeAll, beforeEach } from 'vitest';

import Frame from '../app/Frame.svelte';
import { router } from '../app/router.svelte';
import { workspace } from '../ipc/testing/world';
import { full } from './core';

export { sent } from './core';

/** Call it once at the top of a file. */
export function pages(): void {
  beforeAll(() => {
    HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
      this.setAttribute('open', '');
    };
  });
  let stop = () => {};
  beforeEach(() => {
    stop();
    stop = router.listen();
    localStorage.clear();
  });
}

/** Opens the page at `hash`; `answers` are the double's where they are others than those of the full world. */
export async function open(hash: string, answers: Record<string, (args: never) => unknown> = {}) {
  full(answers);
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}

/** Writes into a field, as a paste does. */
export const type = async (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });

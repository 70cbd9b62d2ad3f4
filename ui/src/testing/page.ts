/** The whole page over a double of the core, for page tests: opened at a place, begun anew for each test. */
import { fireEvent, render } from '@testing-library/svelte';
import { beforeAll, beforeEach } from 'vitest';

import Frame from '../app/Frame.svelte';
import { notices } from '../app/notices.svelte';
import { router } from '../app/router.svelte';
import { asked, install } from '../ipc/testing/double';
import { workspace, world } from '../ipc/testing/world';

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
    for (const notice of notices.list) notices.dismiss(notice.id);
  });
}

/** Opens the page at `hash`; `answers` are the double's where they are others than those of the full world. */
export async function open(hash: string, answers: Record<string, (args: never) => unknown> = {}) {
  install({ ...world('full'), ...answers } as ReturnType<typeof world>);
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}

/** What the page asked of the core by this command. */
export const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

/** Writes into a field, as a paste does. */
export const type = async (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });

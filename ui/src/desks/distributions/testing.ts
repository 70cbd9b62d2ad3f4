/** The distributions desk as its tests open it. */
import { render } from '@testing-library/svelte';

import { router } from '../../app/router.svelte';
import { asked } from '../../ipc/testing/double';
import DistributionsDesk from './DistributionsDesk.svelte';

/** jsdom knows no modal dialogs. */
export function withDialogs(): void {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
}

/** Shows the desk at a place of the window. */
export function open(hash: string) {
  location.hash = hash;
  router.place = {
    desk: 'distributions',
    path: hash.split('?')[0]?.split('/').slice(2) ?? [],
    query: new URLSearchParams(hash.split('?')[1] ?? ''),
  };
  return render(DistributionsDesk);
}

/** With what the core was asked for this, each time. */
export const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

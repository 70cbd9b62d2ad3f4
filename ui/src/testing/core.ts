/** The double of the core in a test: its full world, and what was asked of it. */
import { notices } from '../app/notices.svelte';
import { asked, install } from '../ipc/testing/double';
import { world } from '../ipc/testing/world';

/** `answers` are the double's where they are others than those of the full world; no notice is left of the test before. */
export function full(answers: Record<string, (args: never) => unknown> = {}): void {
  install({ ...world('full'), ...answers } as ReturnType<typeof world>);
  for (const notice of notices.list) notices.dismiss(notice.id);
}

/** What was asked of the core by this command. */
export const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

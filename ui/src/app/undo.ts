/** The undo that a toast offers for what it tells. */
import { commands } from '../ipc/bindings';
import { call, problemOf } from '../ipc/call';
import { t } from '../text/index.svelte';
import { notices } from './notices.svelte';

/** Takes back the newest action: what the toast of that very action offers. */
export async function undo(): Promise<void> {
  try {
    await call(commands.workspaceUndo(null));
  } catch (thrown) {
    notices.fail(problemOf(thrown));
  }
}

/** What stands on the toast of an action that can be taken back. */
export const withUndo = () => ({ label: t('parts.undo'), act: () => void undo() });

/** What is done to lists; each is one action of the core, told in a toast with its undo. */
import { notices } from '../../app/notices.svelte';
import { withUndo } from '../../app/undo';
import { commands } from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';
import { list, t } from '../../text/index.svelte';

async function act(what: () => Promise<string>): Promise<boolean> {
  try {
    notices.tell(await what(), withUndo());
    return true;
  } catch (thrown) {
    notices.fail(problemOf(thrown));
    return false;
  }
}

/** Whatever asked for the list is named: those segments pick nobody until it is back. */
export function deleteList(id: number, name: string): Promise<boolean> {
  return act(async () => {
    const asked = await call(commands.listsDelete(id));
    if (asked.length === 0) return t('lists.deleted', { name });
    return t('lists.deleted.asked', { name, n: asked.length, who: list(asked) });
  });
}

export function takeOff(id: number, people: readonly number[], name: string): Promise<boolean> {
  return act(async () => t('lists.off', { n: await call(commands.listsRemovePeople(id, [...people])), name }));
}

export function putOn(id: number, people: readonly number[], name: string): Promise<boolean> {
  return act(async () => t('lists.on', { n: await call(commands.listsAddPeople(id, { people: [...people] })), name }));
}

export function putPicked(id: number, query: string, name: string): Promise<boolean> {
  return act(async () => t('lists.on', { n: await call(commands.listsAddPicked(id, query)), name }));
}

/** How texts stand with their approval, for lists: each costs a look at its text, so they are asked together and only where they are seen. */
import { untrack } from 'svelte';

import { commands, type ApprovalStanding } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { live } from '../../ipc/live.svelte';

/** Of these texts. What is known of others stays until they are asked anew. Call it while a component is set up. */
export function standingsOf(seen: () => number[]) {
  const asked = live(() => {
    const ids = seen();
    if (!ids.length) return undefined;
    return {
      key: `standings-${ids.join()}`,
      ask: async () => ({ ids, all: await call(commands.approvalStandings(ids)) }),
      topics: ['document', 'asset', 'account', 'segment', 'list', 'workspace'] as const,
    };
  });
  let known = $state.raw(new Map<number, ApprovalStanding>());
  $effect(() => {
    if (!asked.data) return;
    const { ids, all } = asked.data;
    const anew = new Set(ids);
    known = new Map([
      ...[...untrack(() => known)].filter(([id]) => !anew.has(id)),
      ...all.map((one) => [one.document, one] as const),
    ]);
  });
  return {
    get problem() {
      return asked.problem;
    },
    of: (id: number) => known.get(id),
  };
}

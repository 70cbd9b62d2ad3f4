/** An invented file for the double: its copies, its checks and what was done in it. */
import { changed } from '../live.svelte';
import type { ActionCard, Backups, Check } from '../bindings';
import type { Answer } from './double';
import { refuse } from './double';

const HOUR = 3_600_000;

const labels: ActionCard['label'][] = [
  { key: 'accounts.action.edited', params: { name: 'Press office' } },
  { key: 'workspace.action.renamed', params: {} },
  { key: 'accounts.action.added', params: { name: 'Press office' } },
];

/** The workspace commands; `broken` makes the check find a fault, `newest` takes back what was done last. */
export function file(empty = false, broken = false, newest?: Answer): Record<string, Answer> {
  const now = Date.now();
  const folder = '/home/ines/.local/share/tidings/backups/Harbour Trust-3f9a';
  const backups: Backups = {
    folder,
    copies: empty
      ? []
      : Array.from({ length: 7 }, (_, day) => ({
          path: `${folder}/copy-${day}.tidings-backup`,
          made_at: now - (day * 24 + 3) * HOUR,
          bytes: 48_000_000 - day * 700_000,
        })),
    bytes: empty ? 0 : 61_000_000,
  };
  let actions: ActionCard[] = empty
    ? []
    : labels.map((label, at) => ({
        id: 40 - at,
        label,
        actor: 'Ines Calder',
        via: 'window',
        at: now - (at * 15 + 1) * HOUR,
        undone: at === 1,
        in_part: at === 2,
        undoes: null,
      }));
  const checks: Check[] = ['file', 'references', 'ledger-chain', 'ledger-rows', 'ledger-lists'].map((name) => {
    const ok = !(broken && name === 'references');
    return { name, ok, detail: ok ? '' : 'person_address 412 -> person 97' };
  });
  return {
    workspace_verify: () => checks,
    workspace_backups: () => backups,
    workspace_backup: () => null,
    workspace_backup_daily: () => null,
    workspace_restore: () => null,
    workspace_history: ({ limit }) => actions.slice(0, Number(limit)),
    workspace_undo: ({ action }) => {
      if (action === null && newest) return newest({});
      const found = actions.find((one) => (action === null ? !one.undone : one.id === Number(action)));
      if (!found) refuse('workspace.nothing_to_undo');
      actions = actions.map((one) => (one === found ? { ...one, undone: true } : one));
      queueMicrotask(() => changed([{ topic: 'action', id: null }]));
      return { action: found.id, label: found.label, left: null };
    },
    workspace_redo: () => refuse('workspace.nothing_to_redo'),
  };
}

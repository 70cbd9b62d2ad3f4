/** What a table was left with on this device: its search, question, segment, order and how far it was scrolled (U9). */
import { remember, remembered } from '../../app/device.svelte';
import type { ViewedTable } from '../../ipc/bindings';

export interface Left {
  q: string;
  /** The question of a view. */
  ask: string;
  in: string;
  sort: { key: string; descending: boolean };
  top: number;
}

/** As the table `of` was left; whoever comes with a question or to a row comes for that. */
export function leftBehind(of: ViewedTable, workspace: string, query: URLSearchParams, row: boolean): Left {
  let kept: {
    q?: unknown;
    ask?: unknown;
    in?: unknown;
    sort?: { key?: unknown; descending?: unknown };
    top?: unknown;
  } = {};
  try {
    kept = (JSON.parse(remembered(`${of}.place.${workspace}`) || '{}') ?? {}) as typeof kept;
  } catch {
    // Nothing of ours: the table begins as at first.
  }
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const asked = query.has('q') || query.has('ask') || query.has('in') || row;
  return {
    q: asked ? (query.get('q') ?? '') : text(kept.q),
    ask: asked ? (query.get('ask') ?? '') : text(kept.ask),
    in: asked ? (query.get('in') ?? '') : text(kept.in),
    sort: { key: text(kept.sort?.key) || 'name', descending: kept.sort?.descending === true },
    top: !asked && typeof kept.top === 'number' ? kept.top : 0,
  };
}

export function leave(of: ViewedTable, workspace: string, left: Left): void {
  remember(`${of}.place.${workspace}`, JSON.stringify(left));
}

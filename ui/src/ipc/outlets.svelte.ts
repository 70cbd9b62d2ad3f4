/** Outlets in their order, however many: their numbers at once, their rows as they come on screen. */
import { commands, type OutletQuestion, type OutletRow } from './bindings';
import { call } from './call';
import { View } from './view.svelte';

export class OutletsView extends View<OutletQuestion, OutletRow> {
  #open: Map<number, number[]>;

  constructor() {
    const open = new Map<number, number[]>();
    let last = 0;
    super({
      open: async (question) => {
        const ids = await call(commands.contactsOutlets(question));
        open.set(++last, ids);
        return { view: last, count: ids.length };
      },
      // Which is gone since the view was opened has no row: the place stays empty until it is opened again.
      rows: async (view, start, count) => {
        const ids = (open.get(view) ?? []).slice(start, start + count);
        const rows = new Map((await call(commands.contactsOutletRows(ids))).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id)) as OutletRow[];
      },
      close: (view) => Promise.resolve(open.delete(view)),
    });
    this.#open = open;
  }

  /** Those from `start` to before `end`, by number: what "all" chooses. */
  ids(start: number, end: number): Promise<number[]> {
    return Promise.resolve((this.#open.get(this.id ?? 0) ?? []).slice(start, end));
  }
}

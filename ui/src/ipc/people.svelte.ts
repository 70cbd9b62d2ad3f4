/** People in their order, however many: the view that contacts, segments and previews look through. */
import { commands, type PersonRow, type ViewQuestion } from './bindings';
import { call } from './call';
import { View } from './view.svelte';

/** A person with what those of the asked columns say that no row says itself. */
export type PersonCells = PersonRow & { cells?: Record<string, string> };

export class PeopleView extends View<ViewQuestion, PersonCells> {
  /** `told` names the columns that no row says itself and that are shown now. */
  constructor(told: () => string[] = () => []) {
    super({
      open: async (question) => {
        const card = await call(commands.segmentsOpenView(question));
        return { view: card.id, count: card.count };
      },
      // Who is gone since the view was opened has no row: the place stays empty until it is opened again.
      rows: async (view, start, count) => {
        const columns = told();
        const [rows, cells] = await Promise.all([
          call(commands.segmentsViewRows(view, start, start + count)),
          columns.length > 0 ? call(commands.segmentsViewCells(view, start, start + count, columns)) : [],
        ]);
        return rows.map((row, at) => (row ? { ...row, cells: cells[at] } : undefined)) as PersonCells[];
      },
      close: (view) => call(commands.segmentsCloseView(view)),
    });
  }

  /** Everybody from `start` to before `end`, by number: what "all" chooses. */
  async ids(start: number, end: number): Promise<number[]> {
    return this.id === undefined ? [] : call(commands.segmentsViewPeople(this.id, start, end));
  }
}

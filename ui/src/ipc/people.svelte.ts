/** People in their order, however many: the view that contacts, segments and previews look through. */
import { commands, type PersonRow, type ViewQuestion } from './bindings';
import { call } from './call';
import { View } from './view.svelte';

export class PeopleView extends View<ViewQuestion, PersonRow> {
  constructor() {
    super({
      open: async (question) => {
        const card = await call(commands.segmentsOpenView(question));
        return { view: card.id, count: card.count };
      },
      // Who is gone since the view was opened has no row: the place stays empty until it is opened again.
      rows: async (view, start, count) => {
        const rows = await call(commands.segmentsViewRows(view, start, start + count));
        return rows.map((row) => row ?? undefined) as PersonRow[];
      },
      close: (view) => call(commands.segmentsCloseView(view)),
    });
  }

  /** Everybody from `start` to before `end`, by number: what "all" chooses. */
  async ids(start: number, end: number): Promise<number[]> {
    return this.id === undefined ? [] : call(commands.segmentsViewPeople(this.id, start, end));
  }
}

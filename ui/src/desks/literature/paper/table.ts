/**
 * Tables as Markdown has them: rows of as many cells, each one line of words, the first row naming the columns. Nothing
 * else can come to be: whatever an act or a paste leaves is made even again.
 */
import { Fragment, type Node, type ResolvedPos, type Schema, type Slice } from '@tiptap/pm/model';
import {
  Plugin,
  PluginKey,
  Selection,
  TextSelection,
  type Command,
  type EditorState,
  type Transaction,
} from '@tiptap/pm/state';
import { Decoration } from '@tiptap/pm/view';

export type Side = 'left' | 'center' | 'right' | null;

/** Where the caret is in a table. */
export interface Cell {
  table: Node;
  /** Where the table begins. */
  at: number;
  row: number;
  column: number;
}

const made = (schema: Schema, name: string, attrs: Record<string, unknown> | null, content?: Fragment | Node[]) => {
  const type = schema.nodes[name];
  if (!type) throw new Error(`no node ${name}`);
  return type.create(attrs, content);
};

export function cellAt($pos: ResolvedPos): Cell | undefined {
  if ($pos.parent.type.name !== 'tableCell') return undefined;
  const { depth } = $pos;
  return {
    table: $pos.node(depth - 2),
    at: $pos.before(depth - 2),
    row: $pos.index(depth - 2),
    column: $pos.index(depth - 1),
  };
}

const here = (state: EditorState) => cellAt(state.selection.$from);

/** The cells of a table, row by row. */
const cellsOf = (table: Node): Node[][] => {
  const rows: Node[][] = [];
  table.forEach((row) => {
    const cells: Node[] = [];
    row.forEach((cell) => cells.push(cell));
    rows.push(cells);
  });
  return rows;
};

/** A table of these cells, made even; `like` gives it its number. */
function tableOf(schema: Schema, rows: (Node | undefined)[][], like?: Node): Node {
  const columns = Math.max(1, ...rows.map((row) => row.length));
  const sides = Array.from({ length: columns }, (_, at) => (rows[0]?.[at]?.attrs['side'] ?? null) as Side);
  const lines = rows.map((row, index) =>
    made(
      schema,
      'tableRow',
      null,
      sides.map((side, at) => made(schema, 'tableCell', { head: index === 0, side }, row[at]?.content)),
    ),
  );
  return made(schema, 'table', like?.attrs ?? null, lines);
}

/** Where the words of a cell begin, in a table that stands at `at`. */
function inside(table: Node, at: number, row: number, column: number): number {
  let place = at + 1;
  for (let index = 0; index < row; index += 1) place += table.child(index).nodeSize;
  place += 1;
  const cells = table.child(row);
  for (let index = 0; index < column; index += 1) place += cells.child(index).nodeSize;
  return place + 1;
}

/** Puts the table of these cells in the place of the one at `cell`, the caret into one of them. */
function replaced(
  state: EditorState,
  cell: Cell,
  rows: (Node | undefined)[][],
  row: number,
  column: number,
): Transaction {
  const table = tableOf(state.schema, rows, cell.table);
  const tr = state.tr.replaceWith(cell.at, cell.at + cell.table.nodeSize, table);
  const at = inside(table, cell.at, Math.min(row, rows.length - 1), Math.min(column, table.child(0).childCount - 1));
  return tr.setSelection(TextSelection.create(tr.doc, at)).scrollIntoView();
}

/** A new row above or below the caret's; none stands above the names of the columns. */
export const addRow =
  (below: 0 | 1): Command =>
  (state, dispatch) => {
    const cell = here(state);
    if (!cell || (cell.row === 0 && below === 0)) return false;
    const rows: (Node | undefined)[][] = cellsOf(cell.table);
    rows.splice(cell.row + below, 0, []);
    dispatch?.(replaced(state, cell, rows, cell.row + below, cell.column));
    return true;
  };

export const addColumn =
  (after: 0 | 1): Command =>
  (state, dispatch) => {
    const cell = here(state);
    if (!cell) return false;
    const rows = cellsOf(cell.table).map((row): (Node | undefined)[] => [
      ...row.slice(0, cell.column + after),
      undefined,
      ...row.slice(cell.column + after),
    ]);
    dispatch?.(replaced(state, cell, rows, cell.row, cell.column + after));
    return true;
  };

/** Takes the caret's row away; without the first one the next names the columns. */
export const removeRow: Command = (state, dispatch) => {
  const cell = here(state);
  if (!cell) return false;
  const rows = cellsOf(cell.table);
  if (rows.length === 1) return removeTable(state, dispatch);
  rows.splice(cell.row, 1);
  dispatch?.(replaced(state, cell, rows, cell.row, cell.column));
  return true;
};

export const removeColumn: Command = (state, dispatch) => {
  const cell = here(state);
  if (!cell) return false;
  if (cell.table.child(0).childCount === 1) return removeTable(state, dispatch);
  const rows = cellsOf(cell.table).map((row) => row.filter((_, at) => at !== cell.column));
  dispatch?.(replaced(state, cell, rows, cell.row, cell.column));
  return true;
};

export const removeTable: Command = (state, dispatch) => {
  const cell = here(state);
  if (!cell) return false;
  if (dispatch) {
    const end = cell.at + cell.table.nodeSize;
    const tr = state.tr.replaceWith(cell.at, end, made(state.schema, 'paragraph', { bid: cell.table.attrs['bid'] }));
    dispatch(tr.setSelection(TextSelection.create(tr.doc, cell.at + 1)).scrollIntoView());
  }
  return true;
};

/** On which side the words of the caret's column stand. */
export const setSide =
  (side: Side): Command =>
  (state, dispatch) => {
    const cell = here(state);
    if (!cell) return false;
    const rows = cellsOf(cell.table).map((row) =>
      row.map((one, at) => (at === cell.column ? one.type.create({ ...one.attrs, side }, one.content) : one)),
    );
    dispatch?.(replaced(state, cell, rows, cell.row, cell.column));
    return true;
  };

/** A table after the block with the caret; in the place of an empty one. */
export const addTable: Command = (state, dispatch) => {
  if (here(state)) return false;
  if (!dispatch) return true;
  const { doc } = state;
  const index = Math.min(state.selection.$from.index(0), doc.childCount - 1);
  let at = 0;
  for (let before = 0; before <= Math.max(index, 2); before += 1) at += doc.child(before).nodeSize;
  const block = doc.child(index);
  const empty = index > 2 && block.type.name === 'paragraph' && block.content.size === 0;
  const table = tableOf(state.schema, [Array<undefined>(3), [], []]);
  const tr = empty ? state.tr.replaceWith(at - block.nodeSize, at, table) : state.tr.insert(at, table);
  const start = empty ? at - block.nodeSize : at;
  dispatch(tr.setSelection(TextSelection.create(tr.doc, inside(table, start, 0, 0))).scrollIntoView());
  return true;
};

/** The next cell or the one before, its words chosen; behind the last one begins a new row. */
export const nextCell =
  (step: 1 | -1): Command =>
  (state, dispatch) => {
    const cell = here(state);
    if (!cell) return false;
    const columns = cell.table.child(0).childCount;
    const at = cell.row * columns + cell.column + step;
    if (at < 0) return false;
    const [row, column] = [Math.floor(at / columns), at % columns];
    if (row === cell.table.childCount) {
      dispatch?.(replaced(state, cell, [...cellsOf(cell.table), []], row, 0));
      return true;
    }
    if (dispatch) {
      const from = inside(cell.table, cell.at, row, column);
      const to = from + cell.table.child(row).child(column).content.size;
      dispatch(state.tr.setSelection(TextSelection.create(state.doc, from, to)).scrollIntoView());
    }
    return true;
  };

/** Enter goes to the cell below; from the last row it leaves the table. */
export const cellBelow: Command = (state, dispatch) => {
  const cell = here(state);
  if (!cell) return false;
  if (!dispatch) return true;
  if (cell.row + 1 < cell.table.childCount) {
    const at = inside(cell.table, cell.at, cell.row + 1, cell.column);
    const end = at + cell.table.child(cell.row + 1).child(cell.column).content.size;
    dispatch(state.tr.setSelection(TextSelection.create(state.doc, end)).scrollIntoView());
    return true;
  }
  const after = cell.at + cell.table.nodeSize;
  const follows = state.doc.resolve(after).nodeAfter?.type.name === 'paragraph';
  const tr = follows ? state.tr : state.tr.insert(after, made(state.schema, 'paragraph', null));
  dispatch(tr.setSelection(Selection.near(tr.doc.resolve(after + 1))).scrollIntoView());
  return true;
};

/** What is chosen over several cells is taken out of each; the cells stay. */
export const clearCells: Command = (state, dispatch) => {
  const { from, to, $from, $to } = state.selection;
  const first = cellAt($from);
  if (!first || first.at !== cellAt($to)?.at || $from.sameParent($to)) return false;
  if (dispatch) {
    const { tr } = state;
    state.doc.nodesBetween(from, to, (node, at) => {
      if (node.type.name !== 'tableCell') return true;
      const [start, end] = [Math.max(from, at + 1), Math.min(to, at + node.nodeSize - 1)];
      if (start < end) tr.delete(tr.mapping.map(start), tr.mapping.map(end));
      return false;
    });
    dispatch(tr.setSelection(TextSelection.create(tr.doc, from)).scrollIntoView());
  }
  return true;
};

/** A cell keeps its edges: Backspace at its beginning and Delete at its end join it to nothing. */
export const atEdge =
  (end: boolean): Command =>
  (state) => {
    const { $from, empty } = state.selection;
    return empty && here(state) !== undefined && $from.parentOffset === (end ? $from.parent.content.size : 0);
  };

/** Backspace in a table without a word takes it away. */
export const removeEmpty: Command = (state, dispatch) => {
  const cell = here(state);
  return cell !== undefined && cell.table.textContent === '' && onlyWords(cell.table) && removeTable(state, dispatch);
};

function onlyWords(table: Node): boolean {
  let only = true;
  table.descendants((node) => {
    if (node.isInline && !node.isText) only = false;
  });
  return only;
}

/** Only the words of blocks, a blank between those of two: what fits into one line. */
export function lineOf(schema: Schema, content: Fragment, allowed: (node: Node) => boolean): Fragment {
  let line = Fragment.empty;
  const walk = (nodes: Fragment) =>
    nodes.forEach((node) => {
      if (!node.isTextblock) return node.isInline ? undefined : walk(node.content);
      if (line.size && node.content.size) line = line.addToEnd(schema.text(' '));
      node.forEach((child) => {
        if (child.type.name === 'hardBreak') line = line.addToEnd(schema.text(' '));
        else if (allowed(child)) line = line.addToEnd(child);
      });
      return undefined;
    });
  let blocks = false;
  content.forEach((node) => (blocks ||= node.isBlock));
  if (blocks) walk(content);
  else walk(Fragment.from(made(schema, 'paragraph', null, content)));
  return line;
}

/** Puts a pasted table over the cells from the caret's on, or pasted words into the caret's cell; none if there is none. */
export function pasteIntoCell(state: EditorState, slice: Slice): Transaction | undefined {
  const cell = here(state);
  if (!cell || !cellAt(state.selection.$to)) return undefined;
  const pasted: Node[] = [];
  slice.content.forEach((node) => pasted.push(node));
  const table = pasted.find((node) => node.type.name === 'table');
  if (table) {
    const rows: (Node | undefined)[][] = cellsOf(cell.table);
    cellsOf(table).forEach((cells, down) => {
      const row = (rows[cell.row + down] ??= []);
      cells.forEach((one, across) => (row[cell.column + across] = one));
    });
    const even = rows.map((row) => Array.from(row));
    return replaced(state, cell, even, cell.row, cell.column);
  }
  const line = lineOf(state.schema, slice.content, () => true);
  const tr = state.tr;
  if (!state.selection.$from.sameParent(state.selection.$to)) return undefined;
  const { from, to } = state.selection;
  tr.replaceWith(from, to, line);
  return tr.setSelection(TextSelection.create(tr.doc, from + line.size)).scrollIntoView();
}

/**
 * A column without a name has no head: told to whoever hears the table, as it is in the mail. A mark, so that the cell stays
 * the same element while its first letter is composed.
 */
export function unnamed(table: Node, at: number): Decoration[] {
  const found: Decoration[] = [];
  table.firstChild?.forEach((cell, offset) => {
    const from = at + 2 + offset;
    if (cell.content.size === 0) found.push(Decoration.node(from, from + cell.nodeSize, { role: 'cell' }));
  });
  return found;
}

/** Keeps tables even, whatever was done to them. A table that was seen to be even is not looked at again. */
export function evenTables(): Plugin {
  const seen = new WeakSet<Node>();
  return new Plugin({
    key: new PluginKey('even tables'),
    appendTransaction(transactions, _, state) {
      if (!transactions.some((tr) => tr.docChanged)) return null;
      const { tr } = state;
      state.doc.forEach((node, at) => {
        if (node.type.name !== 'table' || seen.has(node)) return;
        const even = tableOf(state.schema, cellsOf(node), node);
        seen.add(even);
        if (even.eq(node)) {
          seen.add(node);
          return;
        }
        const { from } = state.selection;
        tr.replaceWith(tr.mapping.map(at), tr.mapping.map(at + node.nodeSize), even);
        if (from > at && from < at + node.nodeSize) tr.setSelection(Selection.near(tr.doc.resolve(from)));
      });
      return tr.docChanged ? tr : null;
    },
  });
}

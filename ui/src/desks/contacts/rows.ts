/** What is done to rows of a table, whatever they are rows of: people and outlets say it alike. */
import type { Message } from '../../ipc/bindings';

/** What edits of cells do, or would do. */
export interface Edited {
  /** Rows of which something changes. */
  rows: number;
  cells: number;
  /** Cells that say it already. */
  same: number;
  refused: number;
  /** The first of these. */
  reasons: { name: string; column: string; why: Message }[];
}

/** What a paste does, or would do. */
export interface PastedRows {
  rows: number;
  columns: number;
  /** Cells for which there is no row or no column. */
  beyond: number;
  edited: Edited;
}

/** What is set of many rows at once. */
export interface RowSetting {
  set: { column: string; text: string }[];
  /** Words that come to what stands in a column that takes them. */
  add: string[];
}

export interface Choice {
  value: string;
  label: string;
}

export interface RowActs {
  /** Whose sentences tell it. */
  readonly words: 'contacts' | 'outlets';
  /** Columns of several words, to which words can be added. */
  readonly adds: readonly string[];
  /** The rows as other programs take them. */
  copy(rows: number[], columns: string[]): Promise<{ rows: number; text: string; html: string }>;
  edit(row: number, column: string, text: string): Promise<Edited>;
  paste(rows: number[], columns: string[], text: string, apply: boolean): Promise<PastedRows>;
  preview(rows: number[], setting: RowSetting): Promise<Edited>;
  set(rows: number[], setting: RowSetting): Promise<Edited>;
  /** The words of a column that has no others. */
  choices(column: string): Choice[] | undefined;
  /** What a column's text can be completed with. */
  suggest(column: string, beginning: string): Promise<string[]>;
}

/** What the pages of imports have in common, of people and of outlets. */
import type { RowCard, Verdict } from '../../ipc/bindings';

/** The rows that are shown: all, or those of one verdict. */
export type ImportTab = 'all' | Verdict;

/** What changes in one field. */
export interface ImportedChange {
  field: string;
  from: string;
  to: string;
}

/** A row of a file as the table shows it. */
export type ImportedRow = Omit<RowCard, 'changes'> & { changes: ImportedChange[] };

/** What the window says of a file of outlets: its fields, its rows and their changes. */
import type { OutletField, OutletRowCard } from '../../ipc/bindings';
import { count, languageName, say, t, word } from '../../text/index.svelte';
import type { ImportedChange, ImportedRow } from './importing';

const LABELS = {
  name: 'contacts.column.name',
  'other-names': 'outlets.otherNames',
  kind: 'contacts.column.kind',
  reach: 'outlets.reach',
  region: 'outlets.region',
  language: 'contacts.column.language',
  frequency: 'outlets.frequency',
  website: 'outlets.website',
  audiences: 'outlets.audiences',
  note: 'contacts.field.notes',
} as const;

/** What a column can hold, in the order in which it is offered. */
export const OUTLET_FIELDS = Object.keys(LABELS) as OutletField[];

/** A cell may have several of these. */
export const SEVERAL: readonly (OutletField | null)[] = ['other-names', 'audiences'];

/** What a field is called. */
export const fieldLabel = (field: string): string => t(LABELS[field as OutletField]);

/** What a field says, in words of the window. */
export function fieldValue(field: string, says: string): string {
  if (says === '') return '';
  if (field === 'kind') return word('outlets.kind', says);
  if (field === 'frequency') return word('outlets.frequency', says);
  if (field === 'language') return languageName(says);
  return field === 'reach' && /^\d+$/.test(says) ? count(Number(says)) : says;
}

/** A change in a sentence. */
export function fieldChange({ field, from, to }: ImportedChange): string {
  const how = from === '' ? 'added' : to === '' ? 'removed' : 'becomes';
  const params = { field, how, from: fieldValue(field, from), to: fieldValue(field, to) };
  return say({ key: 'importing.outlet.change', params });
}

/** A row as the table shows it. */
export function rowOf(card: OutletRowCard): ImportedRow {
  const { row, verdict, decision, name, what, changes, column, text } = card;
  const none = { address: '', person: null, barred: null, left: null, slips: [], unrelated: [] };
  const fault =
    verdict === 'refused' && what && column !== null ? { what, field: null, column, text, proposal: null } : null;
  return { ...none, row, verdict, decision, name, what, changes, fault };
}

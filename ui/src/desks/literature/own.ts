/** Sets of files of which each person gets one, as the attachments of a text hold them. */
import type { Attachment, FileKey } from '../../ipc/bindings';
import { t } from '../../text/index.svelte';

/** What tells whose a file is, in the order in which it is offered. */
export const FILE_KEYS = [
  'email',
  'name',
  'first_name',
  'last_name',
  'outlet',
  'role',
  'city',
  'country',
] as const satisfies FileKey[];

export const keyWord = (key: FileKey): string => t(`each.key.${key}`);

export interface SetLine {
  set: string;
  key: FileKey;
  optional: boolean;
  n: number;
}

/** The sets among some files, in their order. */
export function setsOf(files: readonly Attachment[]): SetLine[] {
  const sets = new Map<string, SetLine>();
  for (const { for_whom: whom } of files) {
    if (!whom) continue;
    const line = sets.get(whom.set);
    if (line) line.n += 1;
    else sets.set(whom.set, { set: whom.set, key: whom.key, optional: whom.optional, n: 1 });
  }
  return [...sets.values()];
}

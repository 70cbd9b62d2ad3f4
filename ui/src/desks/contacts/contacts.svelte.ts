/** What the contacts desk asks and does; each act is one action of the core, told in a toast with its undo. */
import { notices } from '../../app/notices.svelte';
import { withUndo } from '../../app/undo';
import { commands, type Chosen, type MergeField, type PersonInput } from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';
import { saveAs } from '../../ipc/shell';
import { reader, t } from '../../text/index.svelte';
import type { RowActs } from './rows';

/** Nobody yet. */
export function nobody(): PersonInput {
  return {
    kind: 'journalist',
    name: '',
    given_name: '',
    family_name: '',
    salutation: '',
    greeting: '',
    role: '',
    outlet: '',
    beats: [],
    tags: [],
    city: '',
    country: '',
    language: '',
    time_zone: '',
    notes: '',
    custom: {},
    department: '',
    site: '',
    manager: '',
    staff_number: '',
    owner: '',
    addresses: [{ address: '', source: '', sourced_on: '', basis: 'legitimate-interest', basis_note: '' }],
    phones: [],
    handles: [],
  };
}

export async function act(
  what: () => Promise<unknown>,
  said: string,
  failed: (thrown: unknown) => void = (thrown) => notices.fail(problemOf(thrown)),
): Promise<boolean> {
  try {
    await what();
    notices.tell(said, withUndo());
    return true;
  } catch (thrown) {
    failed(thrown);
    return false;
  }
}

/** Puts people on a list; undo is offered where somebody came. */
export async function putOn(list: number, name: string, who: Chosen): Promise<void> {
  try {
    const n = await call(commands.listsAddPeople(list, who));
    notices.tell(t('lists.on', { n, name }), n > 0 ? withUndo() : undefined);
  } catch (thrown) {
    notices.fail(problemOf(thrown));
  }
}

export function remove(people: number[], name: string): Promise<boolean> {
  const said = people.length === 1 ? t('contacts.deleted.one', { name }) : t('contacts.deleted', { n: people.length });
  return act(() => call(commands.contactsDelete(people)), said);
}

export function lift(address: string, reason: string): Promise<boolean> {
  return act(() => call(commands.contactsUnsuppress(address, reason)), t('contacts.lifted', { address }));
}

export function doNotContact(person: number, name: string, reason: string): Promise<boolean> {
  return act(() => call(commands.contactsDoNotContact(person, reason)), t('contacts.barred', { name }));
}

/** Everything is kept, and nothing of it used, until that is lifted. */
export function restrict(person: number, name: string, reason: string): Promise<boolean> {
  return act(() => call(commands.contactsRestrict(person, reason)), t('contacts.restricted.done', { name }));
}

export function liftRestriction(person: number, name: string, reason: string): Promise<boolean> {
  return act(() => call(commands.contactsLiftRestriction(person, reason)), t('contacts.restricted.lifted', { name }));
}

export function agreeToEmbargoes(person: number, name: string, note: string): Promise<boolean> {
  return act(() => call(commands.contactsAgreeToEmbargoes(person, note)), t('contacts.embargoes.noted', { name }));
}

export function endEmbargoAgreement(person: number, name: string): Promise<boolean> {
  return act(() => call(commands.contactsEndEmbargoAgreement(person)), t('contacts.embargoes.ended', { name }));
}

export function allowContact(person: number, name: string, reason: string): Promise<boolean> {
  return act(() => call(commands.contactsAllowContact(person, reason)), t('contacts.allowed', { name }));
}

/** Makes one of two records; the second one goes. */
export function merge(keep: number, other: number, take: MergeField[], name: string): Promise<boolean> {
  return act(() => call(commands.contactsMerge(keep, other, take)), t('duplicates.merged', { name }));
}

export function apart(one: number, other: number): Promise<boolean> {
  return act(() => call(commands.contactsApart(one, other)), t('duplicates.noted'));
}

/** Right of access: everything that is kept about a person in one file, a page to read or JSON as its name ends. */
export async function saveAccess(person: number, name: string): Promise<void> {
  try {
    const to = await saveAs(t('contacts.access.file', { name }), 'html');
    if (to)
      notices.tell(t('import.savedTo', { path: await call(commands.contactsSaveAccess(person, to, reader.language)) }));
  } catch (thrown) {
    notices.fail(problemOf(thrown));
  }
}

/** Puts the address that was meant in the place of the one that was typed; its source and basis stay. */
export function correct(person: number, fields: PersonInput, typed: string, meant: string): Promise<boolean> {
  const addresses = fields.addresses.map((one) => (one.address === typed ? { ...one, address: meant } : one));
  // What is null stays as it is.
  const rest = { tags: null, custom: null, handles: null, department: null, site: null, manager: null };
  const patch = { ...fields, ...rest, staff_number: null, owner: null, addresses };
  return act(() => call(commands.contactsEdit(person, patch)), t('contacts.corrected', { meant }));
}

/**
 * Puts rows on the clipboard, as a table and as text for spreadsheets; where it takes no table, as text alone. The clipboard is
 * asked while the key is being pressed, as web views want it, and waits for what comes.
 */
export async function copyRows(acts: RowActs, rows: Promise<number[]>, columns: string[]): Promise<void> {
  const asked = rows.then((ids) => acts.copy(ids, columns));
  const blob = (part: 'text' | 'html', type: string) => asked.then((found) => new Blob([found[part]], { type }));
  try {
    try {
      await navigator.clipboard.write([
        new ClipboardItem({ 'text/plain': blob('text', 'text/plain'), 'text/html': blob('html', 'text/html') }),
      ]);
    } catch {
      await navigator.clipboard.writeText((await asked).text);
    }
    notices.tell(t('contacts.copied', { n: (await asked).rows }));
  } catch (thrown) {
    notices.fail(problemOf(thrown));
  }
}

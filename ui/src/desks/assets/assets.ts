/** What the desk of assets asks and does; each act is one action of the core, told in a toast with its undo. */
import { notices } from '../../app/notices.svelte';
import { withUndo } from '../../app/undo';
import {
  commands,
  type AddReport,
  type AssetCard,
  type AssetFields,
  type AssetFilter,
  type AssetKind,
  type AssetPerson,
  type Consent,
  type AssetStanding,
} from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';
import { View } from '../../ipc/view.svelte';
import type { IconName } from '../../parts';
import { say, t } from '../../text/index.svelte';

export const KINDS: readonly AssetKind[] = ['picture', 'pdf', 'text', 'film', 'other'];
export const STANDINGS: readonly AssetStanding[] = ['ended', 'ending', 'free'];
export const CONSENTS: readonly Consent[] = ['none', 'asked', 'given', 'withdrawn', 'not-needed'];

export const kindIcon = (kind: AssetKind): IconName => (kind === 'picture' ? 'image' : 'document');

/** The tone of what stands in the way of a file. */
export const tone = (standing: AssetStanding): string =>
  standing === 'ended' ? 'bad' : standing === 'ending' ? 'warn' : '';

/** The files that fit a filter, fetched as they are looked at. */
export function filesThatFit(told: (all: number) => void): View<AssetFilter, AssetCard> {
  const asked = new Map<number, AssetFilter>();
  let last = 0;
  return new View<AssetFilter, AssetCard>({
    open: async (filter) => {
      const page = await call(commands.assetsPage(filter, 0, 0));
      told(page.all);
      asked.set((last += 1), filter);
      return { view: last, count: page.found };
    },
    rows: async (view, start, count) => {
      const filter = asked.get(view);
      return filter ? (await call(commands.assetsPage(filter, start, count))).cards : [];
    },
    close: (view) => Promise.resolve(asked.delete(view)),
  });
}

/** Tells what became of files that were taken in. */
export function tellAdded(report: AddReport): void {
  const told = report.told.map(say);
  if (report.added.length) notices.tell([t('assets.added', { n: report.added.length }), ...told].join(' '), withUndo());
  else if (report.known.length) {
    const known = t('assets.known', { n: report.known.length, name: report.known[0]?.fields.name ?? '' });
    notices.tell([known, ...told].join(' '));
  }
}

/** Does it, and says so with its undo; what is refused is told. */
export async function act(what: () => Promise<unknown>, said: string): Promise<boolean> {
  try {
    await what();
    notices.tell(said, withUndo());
    return true;
  } catch (thrown) {
    notices.fail(problemOf(thrown));
    return false;
  }
}

/** Fields as a form holds them: no field without a value. */
export interface Entered extends Omit<AssetFields, 'licence_until' | 'taken_on' | 'people'> {
  licence_until: string;
  taken_on: string;
  people: { person: number | null; name: string; consent: Consent; until: string }[];
}

export const entered = (fields: AssetFields): Entered => ({
  ...fields,
  licence_until: fields.licence_until ?? '',
  taken_on: fields.taken_on ?? '',
  people: fields.people.map((one) => ({ ...one, until: one.until ?? '' })),
});

export const asFields = (form: Entered): AssetFields => ({
  ...form,
  licence_until: form.licence_until || null,
  taken_on: form.taken_on || null,
  people: form.people
    .filter((one) => one.person !== null || one.name.trim() !== '')
    .map((one): AssetPerson => ({ ...one, until: one.until || null })),
});

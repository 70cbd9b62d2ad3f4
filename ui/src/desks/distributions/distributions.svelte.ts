/** What the distributions desk knows of states and sums. */
import type {
  AccountCard,
  DistributionCard,
  DeliveryCard,
  DeliveryState,
  EmbargoMode,
  Hours,
  SendRequest,
  Start,
} from '../../ipc/bindings';
import { commands } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { View } from '../../ipc/view.svelte';
import { clock, moment, momentIn, t, word } from '../../text/index.svelte';

/** The lists of the ledger, each with the states it shows. */
export const FILTERS = {
  all: [],
  accepted: ['accepted'],
  refused: ['refused-permanent'],
  retrying: ['refused-temporary'],
  uncertain: ['uncertain'],
  waiting: ['planned', 'claimed', 'in-flight'],
  cancelled: ['cancelled'],
} as const satisfies Record<string, readonly DeliveryState[]>;

export type Filter = keyof typeof FILTERS;

export interface LedgerQuestion {
  filter: Filter;
  search: string;
  /** Of letters in this language alone; empty: of all. */
  language: string;
}

export function ledgerView(id: number): View<LedgerQuestion, DeliveryCard> {
  let opened = 0;
  return new View<LedgerQuestion, DeliveryCard>({
    open: async ({ filter, search, language }) => ({
      view: ++opened,
      count: await call(commands.distributionOpenView(id, [...FILTERS[filter]], search, language || null)),
    }),
    rows: (_, start, size) => call(commands.distributionViewRows(start, start + size)),
    close: () => Promise.resolve(),
  });
}

/** Rows that were tried or given up: what progress counts. */
export function tried(card: DistributionCard): number {
  return card.recipients - card.waiting;
}

/** Why it waits, in words of the core's catalogue. */
export function why(card: DistributionCard): string {
  return word('distribution.because', card.because ?? 'user');
}

/** One line on where a distribution stands. */
export function standing(card: DistributionCard): string {
  const n = card.recipients;
  switch (card.state) {
    case 'holding':
      return t('distribution.standing.holding', { n, at: clock(card.hold_until, true) });
    case 'scheduled':
      return t('distribution.standing.scheduled', { n, at: card.start ? moment(card.start.at) : '' });
    case 'sending':
      return t('distribution.standing.sending', { done: tried(card), n });
    case 'paused':
      return t('distribution.standing.paused', { done: tried(card), n, why: why(card) });
    case 'stopped':
      return t('distribution.standing.stopped', { accepted: card.accepted, n });
    case 'finished':
      return card.uncertain > 0
        ? t('distribution.standing.doubt', { accepted: card.accepted, uncertain: card.uncertain })
        : t('distribution.standing.finished', { accepted: card.accepted, n });
  }
}

const WEEK = 7;
const DAY_MINUTES = 24 * 60;

/** The working hours among what a distribution keeps to; none where it leaves at any time. */
export function workingHours(hours: Hours | null): Hours | null {
  if (!hours) return null;
  const always = hours.days.length === WEEK && hours.from === 0 && hours.to === DAY_MINUTES;
  return hours.since !== null && always ? null : { ...hours, since: null };
}

/** The same with other working hours, or with none: an hour that is meant everywhere stays as it is. */
export function withWorkingHours(before: Hours | null, wanted: Hours | null): Hours | null {
  if (before?.since == null) return wanted;
  const always = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: DAY_MINUTES, holidays: [] };
  return { ...(wanted ?? { ...before, ...always }), zone: before.zone, theirs: true, since: before.since };
}

/** An hour that is meant everywhere, as it reads on each clock. */
export function everywhere(since: string): string {
  return t('schedule.everywhere.at', { at: moment(new Date(since.replace(' ', 'T')).getTime()) });
}

/** When it starts: on everybody's own clock, or on the clock that was meant and on the reader's own. */
export function startsAt(start: Start | null, hours: Hours | null = null): string {
  if (hours?.since) return everywhere(hours.since);
  return start ? momentIn(start.at, start.local, start.zone) : '';
}

/** The distance from UTC that the zone's clocks have at `then`, if it is another than now: summer time begins or ends before. */
export function clocksChange(zone: string, now: number, then: number): string | undefined {
  const offset = (ms: number) =>
    new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
      .formatToParts(ms)
      .find((part) => part.type === 'timeZoneName')
      ?.value.replace('GMT', 'UTC');
  try {
    const after = offset(then);
    return offset(now) === after ? undefined : after;
  } catch {
    // A zone that this web view does not know: the core does.
    return undefined;
  }
}

/** The request that a fresh send page begins with. */
export function fresh(document: number, account: number, to: string): SendRequest {
  return {
    document,
    account,
    to,
    except: [],
    left_out: [],
    put_back: [],
    recent_days: 7,
    follow: false,
    embargo: 'none' satisfies EmbargoMode,
    hold_ms: 30_000,
    go_on: false,
    first: null,
    schedule: null,
    hours: null,
    parent: null,
    languages: [],
  };
}

/** The account that a fresh page begins with: the first that really sends, else the practice account. */
export function usual(accounts: readonly AccountCard[]): number {
  return (accounts.find((one) => one.fields.kind !== 'practice') ?? accounts[0])?.id ?? 0;
}

/** What Send was pressed with, so that taking it back leads to the same page again. */
class Again {
  #pressed = new Map<number, SendRequest>();
  #next: SendRequest | undefined;

  keep(distribution: number, request: SendRequest): void {
    this.#pressed.set(distribution, request);
  }

  /** The page of `distribution` is opened next; false if this window did not press its Send. */
  restore(distribution: number): boolean {
    this.#next = this.#pressed.get(distribution);
    return this.#next !== undefined;
  }

  /** The request to begin with, once, if it is about `document`. */
  take(document: number): SendRequest | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next?.document === document ? next : undefined;
  }
}

export const again = new Again();

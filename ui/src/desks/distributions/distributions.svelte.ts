/** What the distributions desk knows of states and sums. */
import type { DistributionCard, DeliveryCard, DeliveryState, EmbargoMode, SendRequest } from '../../ipc/bindings';
import { commands } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { View } from '../../ipc/view.svelte';
import { clock, count, relativeDay, t } from '../../text/index.svelte';

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
}

export function ledgerView(id: number): View<LedgerQuestion, DeliveryCard> {
  let opened = 0;
  return new View<LedgerQuestion, DeliveryCard>({
    open: async ({ filter, search }) => ({
      view: ++opened,
      count: await call(commands.distributionOpenView(id, [...FILTERS[filter]], search)),
    }),
    rows: (_, start, size) => call(commands.distributionViewRows(start, start + size)),
    close: () => Promise.resolve(),
  });
}

/** Rows that were tried or given up: what progress counts. */
export function tried(card: DistributionCard): number {
  return card.recipients - card.waiting;
}

/** One line on where a distribution stands. */
export function standing(card: DistributionCard): string {
  const n = card.recipients;
  switch (card.state) {
    case 'holding':
      return t('distribution.standing.holding', { n, at: clock(card.hold_until, true) });
    case 'scheduled':
      return t('distribution.standing.scheduled', { n, at: card.due_at ? relativeDay(card.due_at) : '' });
    case 'sending':
      return t('distribution.standing.sending', { done: tried(card), n });
    case 'paused':
      return t('distribution.standing.paused', { done: tried(card), n });
    case 'stopped':
      return t('distribution.standing.stopped', { accepted: card.accepted, n });
    case 'finished':
      return card.uncertain > 0
        ? t('distribution.standing.doubt', { accepted: card.accepted, uncertain: card.uncertain })
        : t('distribution.standing.finished', { accepted: card.accepted, n });
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
    parent: null,
  };
}

export const figures = (done: number, total: number) => t('frame.job.figures', { done, total });
export { count };

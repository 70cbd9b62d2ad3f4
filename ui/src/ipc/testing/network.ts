/** Invented connections for the double. */
import type { ConnectionCard } from '../bindings';
import type { Answer } from './double';

const NOW = Date.UTC(2026, 10, 24, 10, 0);

const one = (minutes: number, given: Partial<ConnectionCard>): ConnectionCard => ({
  at: NOW - minutes * 60_000,
  ended_at: NOW - minutes * 60_000 + 42_000,
  host: 'smtp.office365.com',
  port: 587,
  address: '203.0.113.9',
  here: false,
  purpose: 'sending',
  purpose_says: { key: 'network.purpose.sending', params: {} },
  account: 2,
  account_name: 'Press office',
  distribution: 3,
  sent: 18_204_113,
  received: 41_822,
  tls: 'TLS 1.3',
  outcome: 'ended',
  outcome_says: { key: 'network.outcome.ended', params: {} },
  ...given,
});

export function network(many: boolean): Record<string, Answer> {
  let list: ConnectionCard[] = many
    ? [
        one(1, { ended_at: null, outcome: 'open', outcome_says: { key: 'network.outcome.open', params: {} } }),
        one(2, {}),
        one(14, {
          host: 'outlook.office365.com',
          port: 993,
          distribution: null,
          purpose: 'mailbox',
          purpose_says: { key: 'network.purpose.mailbox', params: {} },
          sent: 1_204,
          received: 18_400,
        }),
        one(20, {
          distribution: null,
          address: null,
          tls: null,
          sent: 0,
          received: 0,
          ended_at: NOW - 20 * 60_000 + 300,
          purpose: 'account-test',
          purpose_says: { key: 'network.purpose.account-test', params: {} },
          outcome: 'not-secure',
          outcome_says: { key: 'network.outcome.not-secure', params: {} },
        }),
        one(61, { host: '127.0.0.1', port: 41_233, here: true, account: 1, account_name: 'Practice', tls: 'none' }),
      ]
    : [];
  return {
    network_log: ({ most }) => list.slice(0, most),
    network_clear: () => {
      list = list.filter((kept) => kept.outcome === 'open');
      return null;
    },
  };
}

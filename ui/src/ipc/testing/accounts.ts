/** Invented mail accounts for the double. */
import { changed } from '../live.svelte';
import type { AccountCard, AccountInput, OwnAddress, Preset, TestReport } from '../bindings';
import type { Answer } from './double';
import { refuse } from './double';

const press: AccountCard = {
  id: 2,
  name: 'press',
  kind: 'smtp',
  from_name: 'Ines Calder, Harbour Trust',
  from: 'press@harbourtrust.example.org',
  reply_to: null,
  host: 'smtp.office365.com',
  port: 587,
  tls: 'starttls',
  user: 'press@harbourtrust.example.org',
  has_password: true,
  per_minute: 30,
  per_hour: null,
  per_day: 10_000,
  connections: 3,
  size_limit: 25_000_000,
};

const practice: AccountCard = {
  ...press,
  id: 1,
  name: 'practice',
  kind: 'practice',
  from_name: 'Harbour Trust',
  from: 'press@practice.example',
  host: '127.0.0.1',
  port: 0,
  tls: 'none',
  user: '',
  per_minute: null,
  per_day: null,
};

const presets: Preset[] = [
  {
    id: 'microsoft365',
    name: 'Microsoft 365',
    as_of: '2026-01-27',
    domains: [],
    host: 'smtp.office365.com',
    port: 587,
    tls: 'starttls',
    per_minute: 30,
    per_hour: null,
    per_day: 10_000,
    connections: 3,
    size_limit: 35_000_000,
    note: null,
  },
  {
    id: 'gmail',
    name: 'Gmail',
    as_of: '2025-11-01',
    domains: ['gmail.com', 'googlemail.com'],
    host: 'smtp.gmail.com',
    port: 465,
    tls: 'implicit',
    per_minute: null,
    per_hour: null,
    per_day: 500,
    connections: 2,
    size_limit: 25_000_000,
    note: null,
  },
];

/** The account commands; `fails` makes the test stop at the password. */
export function accounts(empty = false, fails = false): Record<string, Answer> {
  let all: AccountCard[] = empty ? [practice] : [practice, press];
  let own: OwnAddress[] = empty
    ? []
    : [{ id: 1, address: 'ines@harbourtrust.example.org', confirmed_at: Date.UTC(2026, 10, 2) }];
  const tell = () => queueMicrotask(() => changed([{ topic: 'account', id: null }]));
  return {
    accounts_list: () => all,
    accounts_presets: () => presets,
    accounts_add: ({ input }) => {
      const made: AccountCard = {
        ...(input as unknown as AccountInput),
        id: 10 + all.length,
        kind: 'smtp',
        has_password: true,
      };
      all = [...all, made];
      tell();
      return made;
    },
    accounts_edit: ({ id, input }) => {
      all = all.map((one) => (one.id === Number(id) ? { ...one, ...(input as unknown as AccountInput) } : one));
      tell();
      return all.find((one) => one.id === Number(id));
    },
    accounts_remove: ({ id }) => {
      all = all.filter((one) => one.id !== Number(id));
      tell();
      return null;
    },
    accounts_test: ({ id }): TestReport => ({
      account: Number(id),
      at: Date.now(),
      ok: !fails,
      steps: [
        { step: 'name', ok: true, ms: 40, says: { key: 'accounts.test.name', params: {} }, todo: null },
        { step: 'connect', ok: true, ms: 80, says: { key: 'accounts.test.connect', params: {} }, todo: null },
        { step: 'tls', ok: true, ms: 210, says: { key: 'accounts.test.tls', params: {} }, todo: null },
        fails
          ? {
              step: 'auth',
              ok: false,
              ms: 900,
              says: { key: 'accounts.test.auth_failed', params: { answer: '535 5.7.139 Authentication unsuccessful' } },
              todo: { key: 'accounts.test.auth_failed.todo', params: {} },
            }
          : { step: 'auth', ok: true, ms: 900, says: { key: 'accounts.test.auth', params: {} }, todo: null },
      ],
    }),
    accounts_own_addresses: () => own,
    accounts_send_code: ({ address }) => {
      if (!String(address).includes('@')) refuse('accounts.bad_address', { address: String(address) });
      const made: OwnAddress = { id: 20 + own.length, address: String(address), confirmed_at: null };
      own = [...own.filter((one) => one.address !== made.address), made];
      tell();
      return made;
    },
    accounts_confirm_code: ({ address, code }) => {
      if (String(code) !== '123456') refuse('accounts.wrong_code');
      own = own.map((one) => (one.address === String(address) ? { ...one, confirmed_at: Date.now() } : one));
      tell();
      return own.find((one) => one.address === String(address));
    },
    accounts_forget_address: ({ id }) => {
      own = own.filter((one) => one.id !== Number(id));
      tell();
      return null;
    },
  };
}

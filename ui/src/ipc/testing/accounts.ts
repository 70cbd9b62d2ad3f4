/** Invented mail accounts for the double. */
import type { Channel } from '@tauri-apps/api/core';

import { changed } from '../live.svelte';
import type {
  AccountCard,
  AccountInput,
  OwnAddressCard,
  Preset,
  Presets,
  Probe,
  ReadingCard,
  ReadingInput,
  ReadingStep,
  ReadingTested,
  SignedIn,
  SignIn,
  SignInCard,
  Tested,
  TestStep,
} from '../bindings';
import type { Answer } from './double';
import { refuse } from './double';

/**
 * What goes wrong: `password` stops the test there, `asks` needs one first, `certificate` shows one that nobody vouches
 * for, `alias` logs in as somebody else than it sends as, `signs-in` signs in in the browser, which comes back, and with
 * `declined` says no, with `silent` never comes back.
 */
export type Trouble = 'none' | 'password' | 'asks' | 'certificate' | 'alias' | 'signs-in' | 'declined' | 'silent';

const FINGERPRINT = 'a3f1c2d4e5b60718293a4b5c6d7e8f90a3f1c2d4e5b60718293a4b5c6d7e8f90';

const fields: AccountInput = {
  name: 'Press office',
  kind: 'smtp',
  from: '"Ines Calder, Harbour Trust" <press@harbourtrust.example.org>',
  reply_to: '',
  server: { host: 'smtp.office365.com', port: 587, tls: 'starttls', user: 'press@harbourtrust.example.org' },
  per_minute: 30,
  per_hour: null,
  per_day: 10_000,
  connections: 3,
  size_limit: 25_000_000,
};

const press: AccountCard = {
  id: 2,
  fields,
  from_name: 'Ines Calder, Harbour Trust',
  from_address: 'press@harbourtrust.example.org',
  trusted_certificate: null,
  sender_proven: true,
  signs_in: null,
  paused: null,
};

const practice: AccountCard = {
  id: 1,
  fields: {
    ...fields,
    name: 'Practice',
    kind: 'practice',
    from: 'Harbour Trust <practice@tidings.example>',
    server: { host: '127.0.0.1', port: 0, tls: 'none', user: '' },
    per_minute: null,
    per_day: null,
    connections: 4,
    size_limit: 35_000_000,
  },
  from_name: 'Harbour Trust',
  from_address: 'practice@tidings.example',
  trusted_certificate: null,
  sender_proven: true,
  signs_in: null,
  paused: null,
};

const preset = (given: Partial<Preset>): Preset => ({
  id: 'other',
  name: 'Other',
  domains: [],
  host: '',
  port: 465,
  tls: 'implicit',
  reading: '',
  sign_in: null,
  spf: '',
  login: 'password',
  per_minute: null,
  per_hour: null,
  per_day: null,
  connections: 2,
  size_limit: null,
  ...given,
});

const presets: Presets = {
  as_of: '2026-11-24',
  presets: [
    preset({
      id: 'microsoft-365',
      name: 'Microsoft 365',
      host: 'smtp.office365.com',
      port: 587,
      tls: 'starttls',
      login: 'password-ending',
      sign_in: 'microsoft',
      per_minute: 30,
      per_day: 10_000,
      connections: 3,
      size_limit: 36_700_160,
    }),
    preset({
      id: 'gmail',
      name: 'Gmail',
      domains: ['gmail.com', 'googlemail.com'],
      host: 'smtp.gmail.com',
      login: 'app-password',
      sign_in: 'google',
      per_day: 500,
      size_limit: 26_214_400,
    }),
    preset({
      id: 'outlook-com',
      name: 'Outlook.com',
      domains: ['outlook.com'],
      host: 'smtp-mail.outlook.com',
      port: 587,
      tls: 'starttls',
      login: 'no-password',
      sign_in: 'microsoft',
    }),
    preset({ per_minute: 60, size_limit: 26_214_400 }),
  ],
};

const MICROSOFT: SignIn = {
  provider: 'microsoft',
  client_id: '8eaef023-2b34-4da1-9baa-8bc8c9d6a490',
  tenant: 'harbourtrust.example.org',
  authorize_url: '',
  token_url: '',
  scopes: '',
  port: null,
};

const field = (name: string) => [{ field: name, row: null, column: null, length: null, what: null, proposal: null }];

/** The account made of what was entered, or the refusal of the field that is wrong. */
function judged(id: number, input: AccountInput): AccountCard {
  if (!input.name.trim()) refuse('accounts.no_name', {}, field('name'));
  const found = /^(?:"?(.*?)"?\s*<)?([^<>\s]+@[^<>\s]+)>?$/.exec(input.from.trim());
  if (!found) refuse('accounts.bad_address', { address: input.from }, field('from'));
  if (!input.server.host.trim()) refuse('accounts.no_host', {}, field('host'));
  if (input.server.tls === 'none' && !/^(localhost|127\.|\[?::1)/.test(input.server.host))
    refuse('accounts.plain_only_here', { host: input.server.host }, field('tls'));
  return {
    id,
    fields: { ...input },
    from_name: found[1] ?? '',
    from_address: found[2] ?? '',
    trusted_certificate: null,
    sender_proven: true,
    signs_in: null,
    paused: null,
  };
}

/** The account commands. */
export function accounts(empty = false, trouble: Trouble = 'none'): Record<string, Answer> {
  let all: AccountCard[] = empty ? [practice] : [practice, { ...press, sender_proven: trouble !== 'alias' }];
  let own: OwnAddressCard[] = empty
    ? []
    : [{ address: 'ines@harbourtrust.example.org', confirmed_at: Date.UTC(2026, 10, 2) }];
  let needed = trouble === 'asks';
  const signing = trouble === 'signs-in' || trouble === 'declined' || trouble === 'silent';
  if (signing) all = all.map((one) => (one.fields.kind === 'smtp' ? { ...one, signs_in: 'microsoft' } : one));
  let signIn: SignIn | null = signing ? { ...MICROSOFT } : null;
  let signedIn = false;
  let cancel: (() => void) | undefined;
  const signInOf = (): SignInCard => ({
    fields: signIn,
    proposed: 'microsoft',
    signed_in: signedIn,
    has_secret: false,
    host: signIn ? 'login.microsoftonline.com' : '',
  });
  let reading: ReadingInput | null = null;
  let probed: Probe | null = null;
  const readingOf = (id: unknown): ReadingCard => {
    const account = all.find((one) => one.id === Number(id)) ?? press;
    const server = {
      host: 'outlook.office365.com',
      port: 993,
      tls: 'implicit' as const,
      user: account.fields.server.user,
    };
    return { fields: reading, proposed: { server, sent_folder: '' }, trusted_certificate: null, probe: probed };
  };
  const tell = () => queueMicrotask(() => changed([{ topic: 'account', id: null }]));
  const asks = (id: unknown) => {
    const account = all.find((one) => one.id === Number(id));
    if (needed && account?.fields.kind === 'smtp') refuse('accounts.password_needed', { account: account.fields.name });
  };
  return {
    accounts_list: () => all,
    distribution_resume_account: ({ account }) => {
      all = all.map((one) => (one.id === Number(account) ? { ...one, paused: null } : one));
      tell();
      return [];
    },
    accounts_presets: () => presets,
    accounts_preset_for: ({ address }) =>
      presets.presets.find((one) => one.domains.includes(String(address).split('@').at(-1)?.replace('>', '') ?? '')) ??
      null,
    accounts_add: ({ input }) => {
      const made = judged(10 + all.length, input as unknown as AccountInput);
      all = [...all, made];
      tell();
      return made;
    },
    accounts_edit: ({ id, input }) => {
      const made = judged(Number(id), input as unknown as AccountInput);
      all = all.map((one) => (one.id === made.id ? made : one));
      tell();
      return made;
    },
    accounts_remove: ({ id }) => {
      all = all.filter((one) => one.id !== Number(id));
      tell();
      return 'everywhere';
    },
    accounts_keep_password: () => {
      if (trouble === 'asks') {
        needed = false;
        return 'this-run';
      }
      return 'keychain';
    },
    accounts_use_password: () => {
      needed = false;
      return null;
    },
    accounts_trust_certificate: ({ id, fingerprint }) => {
      all = all.map((one) =>
        one.id === Number(id) ? { ...one, trusted_certificate: String(fingerprint) || null } : one,
      );
      tell();
      return all.find((one) => one.id === Number(id));
    },
    accounts_show_sign_in: () => signInOf(),
    accounts_set_sign_in: ({ id, wanted }) => {
      signIn = wanted as unknown as SignIn | null;
      if (signIn && signIn.tenant.includes('/'))
        refuse('accounts.sign_in_bad_tenant', { text: signIn.tenant }, field('tenant'));
      all = all.map((one) => (one.id === Number(id) ? { ...one, signs_in: signIn?.provider ?? null } : one));
      signedIn = false;
      tell();
      return signInOf();
    },
    accounts_sign_in: async ({ tell: channel }): Promise<SignedIn> => {
      const opened = channel as unknown as Channel<string>;
      opened.onmessage(
        'https://login.microsoftonline.com/common/oauth2/v2.0/authorize?response_type=code&client_id=8eaef023',
      );
      const cancelled = await new Promise<boolean>((done) => {
        cancel = () => done(true);
        if (trouble !== 'silent') setTimeout(() => done(false), 60);
      });
      if (cancelled) refuse('accounts.sign_in_cancelled');
      if (trouble === 'declined') refuse('accounts.sign_in_declined', {}, [], 'accounts.sign_in_declined.todo');
      signedIn = true;
      tell();
      return { kept: 'keychain' };
    },
    accounts_cancel_sign_in: () => {
      cancel?.();
      return cancel !== undefined;
    },
    accounts_reading: ({ id }) => readingOf(id),
    accounts_set_reading: ({ id, wanted }) => {
      const given = wanted as unknown as ReadingInput | null;
      if (given && !given.server.host.trim()) refuse('accounts.no_host', {}, field('host'));
      reading = given;
      probed = null;
      tell();
      return readingOf(id);
    },
    accounts_keep_reading_password: () => 'keychain',
    accounts_use_reading_password: () => null,
    accounts_trust_reading_certificate: ({ id }) => readingOf(id),
    accounts_test_reading: async ({ tell: channel }): Promise<ReadingTested> => {
      const steps = channel as unknown as Channel<ReadingStep>;
      for (const step of ['reached', 'encrypted', 'logged-in', 'opened'] as const) {
        await new Promise((done) => setTimeout(done, 60));
        steps.onmessage(step);
      }
      return { tls: 'TLS 1.3', sent_folder: 'Sent Items', folders: ['INBOX', 'Sent Items'] };
    },
    accounts_probe: (): Probe => {
      probed = {
        sent_copy: true,
        id_kept: true,
        authentication: { signed: true, covers_list: false, spf: true, dkim: true, dmarc: true },
        at: Date.now(),
      };
      tell();
      return probed;
    },
    accounts_test: async ({ id, tell: channel }): Promise<Tested> => {
      asks(id);
      const steps = channel as unknown as Channel<TestStep>;
      const account = all.find((one) => one.id === Number(id));
      const step = async (name: TestStep) => {
        await new Promise((done) => setTimeout(done, 60));
        steps.onmessage(name);
      };
      await step('reached');
      if (account?.fields.kind === 'practice') {
        await step('sender');
        return { server: 'practice [127.0.0.1]:52711', tls: 'none', size_limit: 35_000_000 };
      }
      if (trouble === 'certificate' && account?.trusted_certificate !== FINGERPRINT)
        refuse(
          'accounts.certificate_unknown',
          { host: account?.fields.server.host ?? '', certificate: FINGERPRINT },
          [],
          'accounts.certificate_unknown.todo',
        );
      await step('encrypted');
      if (trouble === 'password')
        refuse('accounts.password_refused', {
          host: account?.fields.server.host ?? '',
          reply: '535 5.7.3 Authentication unsuccessful',
        });
      await step('logged-in');
      await step('sender');
      return { server: `${account?.fields.server.host} [192.0.2.25]:587`, tls: 'TLS 1.3', size_limit: 36_700_160 };
    },
    accounts_own_addresses: () => own,
    accounts_send_code: ({ id, address }) => {
      if (!String(address).includes('@'))
        refuse('accounts.bad_address', { address: String(address) }, field('address'));
      asks(id);
      own = [...own.filter((one) => one.address !== String(address)), { address: String(address), confirmed_at: null }];
      tell();
      return null;
    },
    accounts_confirm_code: ({ address, code }) => {
      if (String(code) !== '123456') refuse('accounts.code_wrong', {}, field('code'));
      own = own.map((one) => (one.address === String(address) ? { ...one, confirmed_at: Date.now() } : one));
      all = all.map((one) => (one.from_address === String(address) ? { ...one, sender_proven: true } : one));
      tell();
      return null;
    },
    accounts_forget_address: ({ address }) => {
      own = own.filter((one) => one.address !== String(address));
      tell();
      return null;
    },
  };
}

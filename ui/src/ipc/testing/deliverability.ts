/** An invented domain and its keys for the double: what receivers would find, and what is signed. */
import { changed } from '../live.svelte';
import type {
  DkimCard,
  DkimInput,
  DkimKeyCard,
  DomainFinding,
  DomainReport,
  Imprint,
  JobCard,
  Published,
} from '../bindings';
import { refuse, type Answer } from './double';

const AT = Date.UTC(2026, 10, 25, 9, 12);

const message = (key: string, params: Record<string, string | number> = {}) => ({
  key: `accounts.domain.${key}`,
  params,
});

const finding = (part: DomainFinding['part'], standing: DomainFinding['standing'], key: string): DomainFinding => ({
  part,
  standing,
  says: message(key, {
    domain: 'harbourtrust.example.org',
    host: 'smtp.office365.com',
    hosts: 'harbourtrust-example-org.mail.protection.outlook.com',
    organisation: 'harbourtrust.example.org',
    selector: 'selector1, selector2',
    at: 'harbourtrust.example.org',
    n: 3,
  }),
  todo: null,
  record: null,
  found: [],
});

/** A domain with one thing in order, one to look at, one wrong, one unknown. */
const report = (): DomainReport => ({
  domain: 'harbourtrust.example.org',
  server: 'smtp.office365.com',
  at: AT,
  findings: [
    {
      ...finding('mx', 'good', 'mx_good'),
      found: ['harbourtrust.example.org MX 0 harbourtrust-example-org.mail.protection.outlook.com.'],
    },
    {
      ...finding('spf', 'wrong', 'spf_not_named'),
      todo: message('spf_add.todo'),
      record: {
        name: 'harbourtrust.example.org',
        kind: 'TXT',
        value: 'v=spf1 mx include:spf.protection.outlook.com -all',
      },
      found: ['harbourtrust.example.org TXT v=spf1 mx -all'],
    },
    { ...finding('dkim', 'good', 'dkim_usual'), todo: message('dkim_usual.todo') },
    {
      ...finding('dmarc', 'look', 'dmarc_none'),
      todo: message('dmarc_none.todo'),
      record: {
        name: '_dmarc.harbourtrust.example.org',
        kind: 'TXT',
        value: 'v=DMARC1; p=none; rua=mailto:postmaster@harbourtrust.example.org',
      },
    },
    finding('alignment', 'unknown', 'unknown'),
  ],
});

/** The commands of the domain and of signing; `records` says whether the keys’ records are found. */
export function deliverability(records: Published = 'yes'): Record<string, Answer> {
  let keys: DkimKeyCard[] = [];
  let kept: DomainReport | null = null;
  let server = '';
  let click = '';
  let imprint: Imprint = { postal: '', contact: '' };
  let jobs: JobCard[] = [];
  const tell = (topic: 'account' | 'job' | 'workspace') => queueMicrotask(() => changed([{ topic, id: null }]));
  const card = (): DkimCard => ({
    keys,
    proposed: { domain: 'harbourtrust.example.org', selector: `tidings${keys.length + 1}`, kind: 'rsa' },
  });
  return {
    accounts_dkim: () => card(),
    accounts_make_dkim: ({ input }) => {
      const { domain, selector, kind } = input as unknown as DkimInput;
      if (!/^[a-z0-9-]+$/.test(selector))
        refuse('accounts.dkim_bad_selector', { selector }, [
          { field: 'selector', row: null, column: null, length: null, what: null, proposal: null },
        ]);
      const made = (algorithm: DkimKeyCard['algorithm'], name: string): DkimKeyCard => ({
        algorithm,
        domain,
        selector: name,
        record_name: `${name}._domainkey.${domain}`,
        record: `v=DKIM1; k=${algorithm}; p=${'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A'.repeat(algorithm === 'rsa' ? 12 : 1)}`,
        signs: false,
        made_at: AT,
      });
      if (kind !== 'ed25519') keys = [...keys, made('rsa', selector)];
      if (kind !== 'rsa') keys = [...keys, made('ed25519', kind === 'both' ? `${selector}-ed` : selector)];
      tell('account');
      return card();
    },
    accounts_look_for_dkim: () => keys.map((key) => ({ selector: key.selector, published: records })),
    accounts_sign_with_dkim: ({ on, unseen }) => {
      if (on && !unseen && records !== 'yes')
        refuse(
          'accounts.dkim_not_published',
          { name: keys[0]?.record_name ?? '' },
          [],
          'accounts.dkim_not_published.todo',
        );
      keys = keys.map((key) => ({ ...key, signs: Boolean(on) }));
      tell('account');
      return card();
    },
    accounts_remove_dkim: ({ selector }) => {
      keys = keys.filter((key) => key.selector !== String(selector));
      tell('account');
      return card();
    },
    accounts_domain_report: () => kept,
    accounts_check_domain: () => {
      const job = (state: 'running' | 'done' | 'cancelled'): JobCard => ({
        id: 71,
        title: { key: 'accounts.job.domain', params: {} },
        progress: { done: 2, total: 5 },
        outcome: { state },
      });
      jobs = [job('running')];
      tell('job');
      setTimeout(() => {
        if (jobs[0]?.outcome.state !== 'running') return;
        jobs = [job('done')];
        kept = report();
        tell('job');
        tell('account');
      }, 120);
      return 71;
    },
    jobs_list: () => jobs,
    jobs_cancel: () => {
      jobs = jobs.map((one) => ({ ...one, outcome: { state: 'cancelled' } }));
      tell('job');
      return null;
    },
    accounts_resolver: () => server,
    accounts_set_resolver: ({ text }) => {
      if (text && !/^[\d.:a-f[\]]+$/.test(String(text)))
        refuse('accounts.bad_resolver', { text: String(text) }, [
          { field: 'resolver', row: null, column: null, length: null, what: null, proposal: null },
        ]);
      server = String(text);
      tell('account');
      return null;
    },
    rendering_imprint: () => imprint,
    rendering_set_imprint: ({ imprint: wanted }) => {
      imprint = wanted as unknown as Imprint;
      return null;
    },
    rendering_one_click: () => click,
    rendering_set_one_click: ({ text }) => {
      if (text && !String(text).startsWith('https://')) refuse('rendering.one_click', { why: 'https' });
      click = String(text);
      tell('workspace');
      return null;
    },
  };
}

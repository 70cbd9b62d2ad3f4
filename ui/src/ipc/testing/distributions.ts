/** Invented distributions for the double: one of every state, and a review that counts. */
import type {
  DeliveryCard,
  DeliveryState,
  DistributionCard,
  Exclusion,
  HeldDomain,
  LeftOutCard,
  LookCard,
  OneOff,
  PersonRow,
  Repair,
  Review,
  Schedule,
  SendRequest,
  Start,
} from '../bindings';
import { changed } from '../live.svelte';
import type { Answer } from './double';
import { refuse } from './double';
import { hours } from './hours';
import { mail } from './literature';
import { letterIn, lettersIn, shares } from './versions';

const NOW = () => Date.now();
const minutes = (n: number) => n * 60_000;

const documents: Record<number, string> = {
  1: 'Lighthouse museum at Skerry Point reopens its Lantern Wing after four years',
  2: 'Season programme 2027: what opens when',
  3: 'Night of 4 December: the harbour without light',
};

const out: { reason: Exclusion; names: string[] }[] = [
  { reason: 'do-not-contact', names: ['Bea Thornley', 'Idris Vaughan', 'Jo Marsh'] },
  {
    reason: 'suppressed',
    names: ['Robert Ellison', 'Anders Holt', 'Clara Whitcombe', 'Pia Lund', 'Ivo Kern', 'Ada Moss'],
  },
  {
    reason: 'recently-pitched',
    names: ['Kwame Boateng', 'Noor Haddad', 'Sara Winther', 'Iain Muir', 'Lotte Vos', 'Ben Crane'],
  },
  { reason: 'no-address', names: ['Piers Alder', 'Coastline FM newsdesk'] },
];

function leftOut(): LeftOutCard[] {
  let person = 9000;
  return out.flatMap(({ reason, names }) =>
    names.map((name) => ({
      person: person++,
      name,
      reason,
      detail: reason === 'recently-pitched' ? 'Season programme 2027, 20 Nov' : '',
      repairable: reason === 'suppressed' || reason === 'no-address',
    })),
  );
}

interface Plan {
  id: number;
  document: number;
  state: DistributionCard['state'];
  total: number;
  because?: DistributionCard['because'];
  trouble?: DistributionCard['trouble'];
  /** The state of the row at `index`. */
  row: (index: number) => DeliveryState;
  pressed: number;
  /** What it was made from. */
  parent?: DistributionCard['parent'];
  inSeveral?: true;
}

const sending =
  (done: number) =>
  (index: number): DeliveryState => {
    if (index >= done) return 'planned';
    if (index === 3) return 'uncertain';
    if (index === 11 || index === 20) return 'refused-permanent';
    return index === 16 ? 'refused-temporary' : 'accepted';
  };

const plans: Plan[] = [
  { id: 7, document: 1, state: 'holding', total: 213, row: () => 'planned', pressed: 8_000 },
  { id: 6, document: 1, state: 'sending', total: 213, row: sending(142), pressed: minutes(6) },
  {
    id: 5,
    document: 3,
    state: 'paused',
    total: 213,
    because: 'account',
    trouble: { key: 'distribution.authentication', params: { answer: '535 5.7.8 authentication failed' } },
    row: sending(60),
    pressed: minutes(90),
  },
  { id: 9, document: 2, state: 'scheduled', total: 118, row: () => 'planned', pressed: minutes(30) },
  {
    id: 8,
    document: 1,
    state: 'paused',
    total: 213,
    because: 'first',
    trouble: { key: 'distribution.first.accepted', params: { n: 5 } },
    row: (index) => (index < 5 ? 'accepted' : 'planned'),
    pressed: minutes(4),
  },
  {
    id: 4,
    document: 2,
    state: 'finished',
    total: 209,
    inSeveral: true,
    row: (index) => (index === 12 || index === 80 ? 'refused-permanent' : 'accepted'),
    pressed: minutes(60 * 26),
  },
  {
    id: 3,
    document: 3,
    state: 'finished',
    total: 200_000,
    row: (index) => (index < 3 ? 'uncertain' : index % 997 === 5 ? 'refused-permanent' : 'accepted'),
    pressed: minutes(60 * 24 * 9),
  },
  {
    id: 2,
    document: 2,
    state: 'stopped',
    total: 118,
    row: (index) => (index < 41 ? 'accepted' : 'cancelled'),
    pressed: minutes(60 * 24 * 30),
  },
];

const says: Record<DeliveryState, DeliveryCard['says']> = {
  planned: { key: 'distribution.says.planned', params: {} },
  claimed: { key: 'distribution.says.claimed', params: {} },
  'in-flight': { key: 'distribution.says.in_flight', params: {} },
  accepted: { key: 'distribution.says.accepted', params: { server: 'mx1.example.net' } },
  'refused-temporary': { key: 'distribution.says.retrying', params: { tries: 2 } },
  'refused-permanent': { key: 'distribution.says.no_mailbox', params: {} },
  uncertain: { key: 'distribution.says.uncertain', params: {} },
  cancelled: { key: 'distribution.says.stopped', params: {} },
};

const HELD: HeldDomain[] = [
  {
    domain: 'coastline.example.net',
    says: {
      key: 'distribution.breaker.domain',
      params: { domain: 'coastline.example.net', n: 5, answer: '550 5.7.1 not from you' },
    },
  },
];

const PLACE = { field: 'address', row: null, column: null, length: null, what: null, proposal: null };

/** A start a week from now, on Amsterdam's clocks. */
const START = (): Start => {
  const at = Math.floor((NOW() + minutes(60 * 24 * 7)) / 3_600_000) * 3_600_000;
  return {
    at,
    local: new Date(at + 3_600_000).toISOString().slice(0, 16).replace('T', ' '),
    zone: 'Europe/Amsterdam',
    late: 'ask',
    within_ms: 86_400_000,
  };
};

/** What the core makes of a time: one in the night of 28 March 2027 is missing. */
function meant(said: Schedule): Start {
  if (said.zone === 'Europe/Amsterdan') {
    const proposal = 'Europe/Amsterdam';
    refuse('distribution.schedule.zone', { text: `${said.local} ${said.zone}`, zone: said.zone, proposal }, [
      { field: 'zone', row: null, column: null, length: null, what: null, proposal },
    ]);
  }
  if (said.local === '2027-03-28 02:30') {
    const proposal = `2027-03-28 03:00 ${said.zone}`;
    const answer = { text: `${said.local} ${said.zone}`, zone: said.zone, proposal };
    refuse('distribution.schedule.missing', answer, [
      { field: 'at', row: null, column: null, length: null, what: null, proposal },
    ]);
  }
  return {
    at: Date.parse(`${said.local.replace(' ', 'T')}:00+01:00`),
    local: said.local,
    zone: said.zone,
    late: said.late,
    within_ms: said.within_ms ?? 86_400_000,
  };
}

/** What a request of the core asks for where nothing was chosen. */
const USUAL = {
  except: [],
  left_out: [],
  put_back: [],
  recent_days: 0,
  follow: false,
  embargo: 'none',
  hold_ms: 30_000,
  go_on: false,
  first: null,
  schedule: null,
  hours: null,
  languages: [],
} satisfies Partial<SendRequest>;

/** The distribution commands over a list of people. */
export function distributions(people: PersonRow[], empty = false): Record<string, Answer> {
  const settled = new Map<string, DeliveryState>();
  /** When the mailbox was looked at for a distribution. */
  const looked = new Map<number, number>();
  /** What goes on without a look among the sent mails. */
  const known = new Set<number>();
  /** Rows whose address was corrected. */
  const repaired = new Set<string>();
  const states = new Map<number, DistributionCard['state']>();
  let made = empty ? [] : plans;
  let view: { plan: Plan; rows: number[] } | undefined;

  const planOf = (id: unknown) =>
    made.find((one) => one.id === Number(id)) ?? refuse('distribution.not_found', { id: Number(id) });
  const stateOf = (plan: Plan, index: number) => settled.get(`${plan.id}/${index}`) ?? plan.row(index);

  const card = (plan: Plan): DistributionCard => {
    const counts = new Map<DeliveryState, number>();
    for (let index = 0; index < plan.total; index += 1) {
      const state = stateOf(plan, index);
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    const n = (...wanted: DeliveryState[]) => wanted.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
    const created = NOW() - plan.pressed;
    const state = states.get(plan.id) ?? plan.state;
    return {
      distribution: plan.id,
      document: plan.document,
      title: documents[plan.document] ?? '',
      revision: 40 + plan.id,
      revision_number: 14,
      account: 2,
      from: 'press@harbourtrust.example.org',
      parent: plan.id === 2 ? { distribution: 1, relation: 'missing' } : (plan.parent ?? null),
      audience: 'Heritage press',
      state,
      because: state === 'paused' ? (plan.because ?? 'user') : null,
      trouble: state === 'paused' ? (plan.trouble ?? null) : null,
      recipients: plan.total,
      repaired: repaired.size,
      excluded: out.map(({ reason, names }) => ({ reason, count: names.length })),
      waiting: n('planned', 'claimed', 'in-flight'),
      accepted: n('accepted'),
      refused: n('refused-permanent'),
      retrying: n('refused-temporary'),
      uncertain: n('uncertain'),
      cancelled: n('cancelled'),
      bytes: 2_400_000 * n('accepted'),
      spent_ms: state === 'finished' ? 421_000 : 300_000,
      forecast_at: state === 'sending' || state === 'holding' ? NOW() + minutes(3) : null,
      first:
        state === 'paused' && plan.because === 'first' ? { count: 5, accepted: n('accepted'), goes_on_at: null } : null,
      held: state === 'sending' ? HELD : [],
      hold_until: created + 30_000,
      due_at: null,
      start: state === 'scheduled' ? START() : null,
      hours: null,
      languages: plan.inSeveral ? lettersIn(plan.total) : [],
      next_try_at: n('refused-temporary') ? NOW() + minutes(7) : null,
      created_at: created,
      created_by: 'Ines Calder',
    };
  };

  const delivery = (plan: Plan, index: number): DeliveryCard => {
    const state = stateOf(plan, index);
    const person = people[index % Math.max(1, people.length)];
    const tried = state !== 'planned' && state !== 'cancelled';
    return {
      delivery: plan.id * 1_000_000 + index,
      person: person?.id ?? index,
      name: person?.name ?? null,
      address: person?.address ?? null,
      state,
      because: state === 'cancelled' ? 'user' : null,
      says: says[state],
      message_id: `0190c3f2a7714c1e9b${String(index).padStart(6, '0')}@harbourtrust.example.org`,
      attempts: state === 'refused-temporary' ? 2 : tried ? 1 : 0,
      reply:
        state === 'refused-permanent'
          ? '550 5.1.1 <recipient unknown>'
          : state === 'accepted'
            ? '250 2.0.0 queued as 4Tz9Ks'
            : null,
      server: tried ? 'mx1.example.net' : null,
      tls: tried ? 'TLSv1.3' : null,
      bytes: tried ? 2_412_330 : null,
      next_try_at: state === 'refused-temporary' ? NOW() + minutes(7) : null,
      at: NOW() - plan.pressed + 30_000 + index * 40,
      evidence:
        state === 'uncertain' && looked.has(plan.id)
          ? {
              found: 'sent-copy',
              says: {
                key: 'distribution.evidence.sent_copy',
                params: { folder: 'Sent Items', at: '2026-11-24T10:02:11Z' },
              },
              proposes: 'accepted',
              looked_at: looked.get(plan.id) ?? 0,
            }
          : null,
      answers: plan.parent && plan.parent.relation !== 'missing' ? `before-${index}@harbourtrust.example.org` : null,
      repairs: null,
      repaired_by: repaired.has(`${plan.id} ${plan.id * 1_000_000 + index}`) ? 1 : null,
      repairable: state === 'refused-permanent' && !repaired.has(`${plan.id} ${plan.id * 1_000_000 + index}`),
      notice: index % 2 === 0,
      notice_practised: false,
      language: plan.inSeveral ? letterIn(index) : null,
    };
  };

  const review = (request: SendRequest): Review => {
    const put = request.put_back.length;
    const by_hand = request.left_out.length;
    const exclusions = out
      .filter(({ reason }) => reason !== 'recently-pitched' || request.recent_days > 0)
      .map(({ reason, names }) => ({
        reason,
        count: names.length - (reason === 'recently-pitched' ? put : 0),
        names: names.slice(0, 4),
      }));
    if (by_hand) exclusions.push({ reason: 'left-out-by-hand', count: by_hand, names: ['Kwame Boateng'] });
    const audience = request.to.includes('huge') ? 200_000 : 230;
    const recipients = audience - exclusions.reduce((sum, one) => sum + one.count, 0);
    const chosen = people.filter((person) => !request.left_out.includes(person.id));
    return {
      audience,
      exclusions,
      recipients,
      people: Array.from({ length: recipients }, (_, at) => chosen[at % Math.max(1, chosen.length)]?.id ?? 0),
      revision: 14,
      attachments: 3,
      biggest: 2_412_330,
      size_limit: 25_000_000,
      from: 'press@harbourtrust.example.org',
      findings:
        request.document === 3
          ? [
              {
                blocks: true,
                what: { key: 'distribution.finding.too_big', params: { size: '41 MB', limit: '25 MB' } },
                person: null,
                places: [],
                version: null,
              },
            ]
          : [
              {
                blocks: false,
                what: { key: 'distribution.finding.role', params: { address: 'newsdesk@coastline.example.net' } },
                person: 3,
                places: [],
                version: null,
              },
            ],
      uninterested: [],
      without_consent: [],
      consent_unsettled: [],
      forecast_at: NOW() + minutes(8),
      spread: request.to.includes('huge') ? { per_day: 40_000, days: 5 } : null,
      forecast_assumes: { key: 'distribution.forecast.per_minute', params: { n: 30 } },
      heading:
        request.parent?.relation === 'correction'
          ? 'correction'
          : request.parent?.relation === 'embargo-change'
            ? 'embargo-change'
            : request.parent?.relation === 'copy'
              ? 'copy'
              : null,
      kept: request.parent?.relation === 'copy' ? 44 : null,
      lift_at: null,
      start: request.schedule ? meant(request.schedule) : null,
      approval_asked: false,
      approved_at: null,
      unapproved: null,
      languages: shares(request, recipients),
      reads: [],
      seal: `seal-${recipients}`,
    };
  };

  return {
    distribution_used: ({ account }) =>
      empty || Number(account) === 1
        ? { hour: 0, day: 0, room_at: null, slower: null }
        : { hour: 0, day: 218, room_at: null, slower: null },
    distribution_list: () => made.map(card),
    distribution_show: ({ id }) => card(planOf(id)),
    distribution_review: ({ request }) => review(request as unknown as SendRequest),
    distribution_review_left_out: () => leftOut(),
    distribution_review_uninterested: () => [],
    distribution_review_without_consent: () => [],
    distribution_left_out: () => leftOut(),
    distribution_send: ({ request, seal }) => {
      const asked = request as unknown as SendRequest;
      const seen = review(asked);
      if (String(seal) !== seen.seal) refuse('distribution.changed_since_review');
      const id = Math.max(0, ...made.map((one) => one.id)) + 1;
      const plan: Plan = {
        id,
        document: asked.document,
        state: 'holding',
        total: seen.recipients,
        row: () => 'planned',
        pressed: 0,
        parent: asked.parent,
      };
      made = [plan, ...made];
      return card(plan);
    },
    ...hours(),
    distribution_release_domain: ({ id }) => card(planOf(id)),
    distribution_when: ({ said }) => meant(said as unknown as Schedule),
    distribution_reschedule: ({ id, said }) => ({ ...card(planOf(id)), start: meant(said as unknown as Schedule) }),
    distribution_first_few: ({ id }) => [0, 1, 2, 3, 4].map((index) => delivery(planOf(id), index)),
    distribution_letter: ({ delivery: id }) => {
      const index = Number(id) % 1_000_000;
      const row = people[index % people.length];
      const name = row?.name ?? '';
      return {
        delivery: Number(id),
        to: `${name} <${row?.address ?? ''}>`,
        from: 'Ines Calder, Harbour Trust <press@harbourtrust.example.org>',
        subject: `Embargoed: ${documents[1] ?? ''}`,
        html: mail(name.split(' ')[0] ?? 'editor'),
        files: ['lens-restored-0412.jpg', 'press pack'],
        as_it_went: true,
      };
    },
    distribution_keep_waiting: ({ id }) => card(planOf(id)),
    distribution_test_mail: () => '250 2.0.0 queued as 4TzA11',
    distribution_take_back: ({ id }) => {
      states.set(Number(id), 'stopped');
      return card(planOf(id));
    },
    distribution_pause: ({ id }) => {
      states.set(Number(id), 'paused');
      return card(planOf(id));
    },
    distribution_without_look: ({ id }) => {
      known.add(Number(id));
      return null;
    },
    distribution_resume: ({ id }) => {
      const plan = planOf(id);
      if (plan.trouble?.key === 'distribution.look_first_failed' && !known.has(plan.id)) return 1;
      states.set(plan.id, 'sending');
      return null;
    },
    distribution_stop: ({ id }) => {
      states.set(Number(id), 'stopped');
      const plan = planOf(id);
      for (let index = 0; index < plan.total; index += 1) {
        if (stateOf(plan, index) === 'planned') settled.set(`${plan.id}/${index}`, 'cancelled');
      }
      return card(plan);
    },
    distribution_retry: () => 2,
    distribution_check_online: () => ({
      findings: [
        {
          blocks: false,
          what: {
            key: 'distribution.finding.null_mx',
            params: { domain: 'closed.example.net', address: 'desk@closed.example.net', n: 1 },
          },
          person: 3,
          places: [],
          version: null,
        },
        {
          blocks: false,
          what: {
            key: 'distribution.finding.dead_link',
            params: { link: 'https://harbourtrust.example.org/old', why: 'gone' },
          },
          person: null,
          places: [],
          version: null,
        },
      ],
      domains: 41,
      links: 3,
      unknown: 1,
    }),
    distribution_look: ({ id }) => {
      looked.set(Number(id), NOW());
      queueMicrotask(() => changed([{ topic: 'delivery', id: null }]));
      return 1;
    },
    distribution_look_card: ({ id }): LookCard => {
      const at = looked.get(Number(id)) ?? null;
      return {
        account: 2,
        cannot: null,
        looked_at: at,
        trouble: null,
        found: at === null ? 0 : card(planOf(id)).uncertain,
        absent: 0,
        silent: 0,
        not_looked: at === null ? card(planOf(id)).uncertain : 0,
        why_silent: { key: 'distribution.evidence.unprobed', params: {} },
        id_replaced: false,
      };
    },
    distribution_resolve: ({ id, which, how }) => {
      const plan = planOf(id);
      const what = which as unknown as { which: string; delivery?: number };
      let n = 0;
      for (let index = 0; index < plan.total; index += 1) {
        if (stateOf(plan, index) !== 'uncertain') continue;
        if (what.which === 'one' && what.delivery !== plan.id * 1_000_000 + index) continue;
        if (String(how) !== 'leave')
          settled.set(`${plan.id}/${index}`, String(how) === 'accepted' ? 'accepted' : 'planned');
        n += 1;
      }
      return n;
    },
    distribution_missing: ({ id }) => {
      const plan = planOf(id);
      return {
        document: plan.document,
        account: 2,
        to: 'Heritage press',
        ...USUAL,
        recent_days: 7,
        parent: { distribution: plan.id, relation: 'missing' },
      } satisfies SendRequest;
    },
    distribution_to_one: ({ person, what }) => {
      const wanted = what as unknown as OneOff;
      return {
        document: wanted.what === 'document' ? wanted.document : 2,
        account: 2,
        to: `person:${String(person)}`,
        ...USUAL,
        parent: null,
      } satisfies SendRequest;
    },
    distribution_copy: ({ id, to }) =>
      ({
        document: planOf(id).document,
        account: 2,
        to: to === null ? 'kind:employee' : String(to),
        ...USUAL,
        parent: { distribution: Number(id), relation: 'copy' },
      }) satisfies SendRequest,
    distribution_repair: ({ id, wanted }) => {
      const { whose, address } = wanted as unknown as Repair;
      if (address.includes('person1@')) refuse('distribution.repair.on_list', { name: 'Ruth Vale' }, [PLACE]);
      repaired.add(`${String(id)} ${whose.whose === 'row' ? whose.delivery : JSON.stringify(whose)}`);
      queueMicrotask(() => changed([{ topic: 'delivery', id: null }]));
      return card(planOf(id));
    },
    distribution_correct: ({ id, document, what }) =>
      ({
        document: Number(document ?? planOf(id).document),
        account: 2,
        to: 'Heritage press',
        ...USUAL,
        parent: { distribution: Number(id), relation: String(what) === 'embargo' ? 'embargo-change' : 'correction' },
      }) satisfies SendRequest,
    distribution_export_csv: () => 213,
    distribution_certificate: ({ to = '' }) => {
      return { page: to, json: to.replace(/html$/, 'json'), rows: 213, fingerprint: '1f2e 3d4c' };
    },
    distribution_open_view: ({ id, states: wanted, search, language }) => {
      const plan = planOf(id);
      const only = wanted as unknown as DeliveryState[];
      const words = String(search).toLowerCase();
      const rows: number[] = [];
      for (let index = 0; index < plan.total; index += 1) {
        if (only.length && !only.includes(stateOf(plan, index))) continue;
        if (language !== null && letterIn(index) !== String(language)) continue;
        const person = people[index % Math.max(1, people.length)];
        if (words && !`${person?.name} ${person?.address}`.toLowerCase().includes(words)) continue;
        rows.push(index);
      }
      rows.sort((a, b) => Number(stateOf(plan, b) === 'uncertain') - Number(stateOf(plan, a) === 'uncertain') || a - b);
      view = { plan, rows };
      return rows.length;
    },
    distribution_view_rows: ({ from, to }) =>
      view
        ? view.rows.slice(Number(from), Number(to)).map((index) => delivery((view as { plan: Plan }).plan, index))
        : [],
  };
}

/** Invented texts and distributions for the double. */
import type {
  Attachment,
  DeliveryCard,
  DeliveryState,
  DistributionCard,
  DocumentCard,
  EditedPaper,
  PaperSize,
  PlanChange,
  Review,
  SendRequest,
} from '../bindings';
import { changed } from '../live.svelte';
import { blockAnswers } from './blocks';
import { commentAnswers } from './comments';
import { cutdowns } from './cutdowns';
import { refuse, type Answer } from './double';
import { ownFiles } from './own';
import { keep, paper } from './paper';
import { people } from './people';
import { segments } from './segments';
import { versionAnswers } from './versions';
import { theme } from './theme';

const now = Date.now();
const dayOf = (ms: number) => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
const MINUTE = 60_000;

/** A day from today on, `2026-11-27`. */
const day = (from: number) => dayOf(now + from * 864e5);

const invented: DocumentCard[] = [
  {
    id: 1,
    kind: 'press-release',
    sort: null,
    headline: 'Lighthouse museum at Skerry Point reopens its Lantern Wing after four years',
    language: 'en',
    embargo_at: now + 43 * 3_600_000,
    created_at: now - 9e8,
    edited_at: now - 20 * MINUTE,
    attachments: 3,
    revision: 14,
    stage: 'approved',
    writer: 'Ines Calder',
    editor: 'Tomas Reid',
    department: 'Director',
    due_on: day(2),
    source: null,
    stale: 0,
  },
  {
    id: 2,
    kind: 'announcement',
    sort: 'policy-change',
    headline: 'Lone working after dark',
    language: 'en',
    embargo_at: null,
    created_at: now - 9e8,
    edited_at: now - 2e7,
    attachments: 0,
    revision: 3,
    stage: 'in-review',
    writer: 'Agnes Duarte',
    editor: 'Ines Calder',
    department: 'Safety',
    due_on: day(0),
    source: null,
    stale: 0,
  },
  {
    id: 3,
    kind: 'article',
    sort: null,
    headline: 'Five keepers’ letters',
    language: 'en',
    embargo_at: null,
    created_at: now - 9e8,
    edited_at: now - 2e8,
    attachments: 1,
    revision: null,
    stage: 'draft',
    writer: 'Leila Osei',
    editor: 'Tomas Reid',
    department: 'Collections',
    due_on: day(-4),
    source: null,
    stale: 0,
  },
  {
    id: 4,
    kind: 'statement',
    sort: null,
    headline: '',
    language: 'en',
    embargo_at: null,
    created_at: now - 9e8,
    edited_at: now - 4e8,
    attachments: 0,
    revision: null,
    stage: 'idea',
    writer: '',
    editor: '',
    department: '',
    due_on: null,
    source: null,
    stale: 0,
  },
];

const text = `---
headline: "Lighthouse museum at Skerry Point reopens its Lantern Wing after four years"
dateline: "Port Averil, 26 November 2026"
embargo: "2026-11-26 06:00 Europe/London"
---

The Lantern Wing of the Skerry Point Lighthouse Museum opens to the public again on Saturday 5 December, four years after storm water closed it. Admission is free for the first nine days.

At its centre stands the lens of 1874, 2.6 metres tall, back on its carriage after conservators cleaned each of its 1,012 prisms by hand. It turns once every ninety seconds, as it did for the ships that passed the point until 1988.

> “A lighthouse is a promise kept every night. For four winters we could not keep ours.”
>
> — Margaret Oyelaran, director, Harbour Trust

The work cost £3.2 million. The Averil Heritage Fund gave £1.9 million; 4,316 people gave the rest.

## About Harbour Trust {.boilerplate}

Harbour Trust keeps eleven lighthouses and what was lived in them.
`;

/** How many pages the text has on paper. */
const PAGES = 5;
/** A page as the core draws it: a picture that needs nothing else. */
const onPaper = (n: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842"><rect width="595" height="842" fill="#fff"/>` +
  `<text x="70" y="110" font-size="24" font-family="serif">Lighthouse museum reopens (${n})</text></svg>`;

const file = (name: string, bytes: number, position: number): Attachment => ({
  asset: position + 1,
  name,
  media_type: name.endsWith('jpg') ? 'image/jpeg' : 'application/pdf',
  bytes,
  sha256: '7f3a',
  for_whom: null,
  link: null,
  position,
  inline: false,
  content_id: '',
  alt: '',
});

export const mail = (
  name: string,
) => `<!doctype html><body style="font:16px/26px Georgia,serif;color:#1d1c1a;margin:24px">
<p>Dear ${name},</p><p style="color:#b2300f;font:600 11px sans-serif;letter-spacing:.06em">EMBARGO: THURSDAY 26 NOVEMBER 2026, 06:00 LONDON</p>
<h1 style="font-size:22px;line-height:28px">Lighthouse museum at Skerry Point reopens its Lantern Wing after four years</h1>
<p><b>PORT AVERIL, 26 NOVEMBER 2026.</b> The Lantern Wing of the Skerry Point Lighthouse Museum opens to the public again on Saturday 5 December.</p>`;

const base: DistributionCard = {
  distribution: 1,
  document: 1,
  title: invented[0]?.headline ?? '',
  revision: 14,
  revision_number: 14,
  account: 2,
  from: 'press@harbourtrust.example.org',
  parent: null,
  audience: 'Heritage press',
  state: 'sending',
  because: null,
  trouble: null,
  recipients: 213,
  repaired: 0,
  excluded: [
    { reason: 'do-not-contact', count: 3 },
    { reason: 'suppressed', count: 6 },
  ],
  waiting: 71,
  accepted: 138,
  refused: 2,
  retrying: 1,
  uncertain: 1,
  cancelled: 0,
  bytes: 3e8,
  spent_ms: 250_000,
  forecast_at: now + 7 * MINUTE,
  first: null,
  held: [],
  hold_until: now - 5 * MINUTE,
  due_at: null,
  start: null,
  hours: null,
  languages: [],
  next_try_at: now + 10 * MINUTE,
  created_at: now - 6 * MINUTE,
  created_by: 'Ines Calder',
};

const distributions: DistributionCard[] = [
  base,
  {
    ...base,
    distribution: 2,
    state: 'holding',
    because: 'hold',
    created_at: now - 8000,
    hold_until: now + 22_000,
    waiting: 213,
    accepted: 0,
    refused: 0,
    retrying: 0,
    uncertain: 0,
  },
  {
    ...base,
    distribution: 3,
    state: 'finished',
    waiting: 0,
    accepted: 209,
    retrying: 0,
    refused: 3,
    forecast_at: null,
    title: 'Harbour lights, winter season',
    created_at: now - 14 * 864e5,
  },
];

const ledger = (): DeliveryCard[] =>
  people(213).map((row, at): DeliveryCard => {
    const state: DeliveryState =
      at === 0
        ? 'uncertain'
        : at === 4 || at === 9
          ? 'refused-permanent'
          : at === 6
            ? 'refused-temporary'
            : at > 141
              ? 'planned'
              : 'accepted';
    return {
      delivery: at + 1,
      person: row.id,
      name: row.name,
      address: row.address,
      state,
      because: null,
      says: { key: `double.${state}`, params: {} },
      message_id: '9b1c.77e2@harbourtrust.example.org',
      attempts: 1,
      reply: state === 'refused-permanent' ? '550 5.1.1 recipient unknown' : '250 2.0.0 taken',
      server: 'smtp.office365.example',
      tls: 'TLSv1.3',
      bytes: 2_400_000,
      next_try_at: null,
      at: now - at * 2000,
      evidence: null,
      answers: null,
      repairs: null,
      repaired_by: null,
      repairable: state === 'refused-permanent',
      notice: at % 2 === 0,
      notice_practised: false,
      language: null,
    };
  });

const review = (request: SendRequest): Review => ({
  audience: 240,
  exclusions: [
    { reason: 'do-not-contact', count: 3, names: ['Bea Thornley', 'Idris Vaughan', 'Jo Marsh'] },
    { reason: 'suppressed', count: 6, names: ['Piers Alder', 'Robert Ellison'] },
    { reason: 'recently-pitched', count: request.recent_days ? 16 : 0, names: ['Kwame Boateng', 'Noor Haddad'] },
    { reason: 'no-address', count: 2, names: ['Piers Alder', 'Coastline FM newsdesk'] },
  ],
  recipients: 213,
  people: people(213).map((row) => row.id),
  revision: 14,
  attachments: 3,
  biggest: 2_400_000,
  size_limit: 25_000_000,
  from: 'press@harbourtrust.example.org',
  findings: [],
  uninterested: [],
  without_consent: [],
  consent_unsettled: [],
  forecast_at: now + 7 * MINUTE,
  spread: null,
  forecast_assumes: { key: 'distribution.forecast.per_minute', params: { n: 30 } },
  lift_at: invented[0]?.embargo_at ?? null,
  heading: null,
  kept: null,
  start: null,
  approval_asked: true,
  approved_at: now - 3e6,
  unapproved: null,
  languages: [],
  reads: [],
  seal: '7f3a',
});

/** A document as one person gets it. */
function looked({ person }: Record<string, never>) {
  const row = people(213).find((one) => one.id === person);
  return {
    subject: 'Embargoed: lighthouse museum reopens its Lantern Wing',
    html: mail(row?.name.split(' ')[0] ?? 'editor'),
    text: `Dear ${row?.name ?? 'editor'},\n\nEMBARGO: …`,
    web: mail('reader'),
    to: row ? `${row.name} <${row.address}>` : '',
    from: 'Ines Calder, Harbour Trust',
    files: ['lens-restored-0412.jpg', 'press pack'],
    missing: [],
    ended: [],
  };
}

/** As many texts as a large house has after years: most went out. */
function tenThousand(): DocumentCard[] {
  const stages = ['in-review', 'approved', 'draft', 'idea'] as const;
  return Array.from({ length: 10_000 }, (_, at) => {
    const like = invented[at % invented.length] as DocumentCard;
    if (at < invented.length) return structuredClone(like);
    const stage = at % 10 ? 'released' : (stages[(at / 10) % stages.length] ?? 'draft');
    return { ...like, id: at + 1, stage, headline: `${like.headline} ${at}`, edited_at: now - at * 3_600_000 };
  });
}

/** Literature, segments, accounts and distributions. */
export function sending(empty: boolean, many = false): Record<string, Answer> {
  const rows = ledger();
  let view = rows;
  let kept = text;
  let saves = 0;
  let documents = many ? tenThousand() : structuredClone(invented);
  let brief = '';
  const past: DocumentCard[][] = [];
  let printedOn: PaperSize | null = null;
  const attached = [
    file('lens-restored-0412.jpg', 820_000, 0),
    file('lantern-wing-press-pack.pdf', 640_000, 1),
    file('floor-plan-kept-lights.pdf', 262_000, 2),
  ];
  return {
    ...ownFiles(attached, file),
    literature_list: () => (empty ? [] : documents),
    literature_plan: ({ id, change }): DocumentCard => {
      const { brief: said, ...other } = change as unknown as PlanChange;
      const news = Object.fromEntries(Object.entries(other).filter(([, value]) => value != null));
      if (news['stage'] === 'released' && documents.find((one) => one.id === id)?.stage !== 'approved') {
        refuse('literature.stage_unapproved', { headline: String(id) });
      }
      past.push(documents);
      brief = said ?? brief;
      if (news['due_on'] === '') news['due_on'] = null as never;
      documents = documents.map((one) => (one.id === id ? { ...one, ...(news as Partial<DocumentCard>) } : one));
      changed([{ topic: 'document', id: Number(id) }]);
      return documents.find((one) => one.id === id) as DocumentCard;
    },
    ...segments(empty),
    ...blockAnswers(empty),
    ...commentAnswers(empty),
    ...versionAnswers(
      () => documents,
      (card) => (documents = [...documents.filter((one) => one.id !== card.id), card]),
    ),
    literature_desk_names: () => ({ people: ['Ines Calder', 'Leila Osei', 'Tomas Reid'], departments: ['Education'] }),
    literature_show: ({ id }) => ({
      card: documents.find((one) => one.id === id) ?? documents[0],
      plan: { ...(documents.find((one) => one.id === id) ?? documents[0]), brief, staged_at: null },
      text: kept,
      front: {
        headline: documents[0]?.headline,
        subject: null,
        preheader: null,
        subhead: null,
        dateline: 'Port Averil, 26 November 2026',
        embargo: '2026-11-26 06:00 Europe/London',
        language: 'en',
        kind: null,
      },
      embargo: { local: '2026-11-26 06:00', zone: 'Europe/London', at: documents[0]?.embargo_at ?? 0 },
      words: 282,
      files: attached.map((one) => ({ ...one })),
      encoded_bytes: 2_400_000,
      findings: [],
    }),
    literature_open: ({ id }) => paper(kept, documents.find((one) => one.id === id)?.headline),
    literature_save_paper: ({ edited }) => {
      const saved = keep(edited as unknown as EditedPaper, ++saves);
      kept = saved.text;
      return saved;
    },
    literature_save_text: ({ text: written }) => {
      kept = String(written);
      return { at: Date.now(), headline: '', words: 282, findings: [], base: `base-${++saves}` };
    },
    literature_change_between: () => ({
      gone: 0,
      added: 1,
      changed: 1,
      places: 1,
      base: 'base-2',
      lines: [
        {
          folded: 0,
          pieces: [
            { how: 'same', place: 0, text: 'Admission is ' },
            { how: 'added', place: 1, text: 'wholly ' },
            { how: 'same', place: 0, text: 'free.' },
          ],
        },
      ],
    }),
    literature_difference: () => ({
      gone: 1,
      added: 2,
      changed: 2,
      places: 1,
      base: 'base-1',
      lines: [
        { folded: 6, pieces: [] },
        {
          folded: 0,
          pieces: [
            { how: 'same', place: 0, text: 'Admission is free for the first ' },
            { how: 'gone', place: 1, text: 'seven' },
            { how: 'added', place: 1, text: 'nine whole' },
            { how: 'same', place: 0, text: ' days.' },
          ],
        },
        { folded: 12, pieces: [] },
      ],
    }),
    literature_describe: () => null,
    literature_add_picture: ({ file: added }) => ({
      ...file((added as unknown as { name: string }).name, 1000, 3),
      inline: true,
      asset: 99,
    }),
    literature_history: () => [
      {
        id: 14,
        number: 14,
        why: 'distributed',
        name: null,
        actor: 'Ines Calder',
        made_at: now - 3e6,
        hash: '7f3a',
        words: 282,
      },
      {
        id: 13,
        number: 13,
        why: 'idle',
        name: null,
        actor: 'Ines Calder',
        made_at: now - 9e6,
        hash: '7f3b',
        words: 280,
      },
    ],
    distribution_preview: (args) => looked(args),
    rendering_preview: (args) => looked(args),
    ...theme(() => mail('editor')),
    ...cutdowns(),
    literature_word_within: () => ({
      blocks: [
        {
          kind: 'heading',
          level: 2,
          id: null,
          class: null,
          words: [{ what: { is: 'text', text: 'From Word' }, marks: [] }],
        },
        { kind: 'paragraph', words: [{ what: { is: 'text', text: 'Its words.' }, marks: [] }] },
      ],
      lost: [],
    }),
    literature_import_word: ({ path }) => ({
      document: { ...(documents[0] as DocumentCard), id: 2, headline: String(path).split('/').at(-1) ?? '' },
      pictures: 1,
      lost: [{ key: 'literature.word_lost', params: { what: 'boxes', count: 2 } }],
    }),
    rendering_paper: () => printedOn,
    rendering_set_paper: ({ paper }) => {
      printedOn = (paper ?? null) as PaperSize | null;
      return null;
    },
    rendering_pages: ({ first, count, fold }) => ({
      paper: printedOn ?? 'a4',
      fold: fold ?? 'flat',
      pages: PAGES,
      first: Number(first),
      svg: Array.from({ length: Math.max(0, Math.min(Number(count), PAGES - Number(first))) }, (_, at) =>
        onPaper(Number(first) + at + 1),
      ),
      unset: '',
      ended: [],
    }),
    rendering_save_pdf: () => ({ paper: printedOn ?? 'a4', fold: 'flat', pages: PAGES, bytes: 48_213, unset: '' }),
    rendering_save_docx: () => null,
    rendering_save_form: () => [],
    rendering_attach_pdf: () => ({
      attached: [file('Lighthouse museum.pdf', 48_213, 4)],
      refused: [],
      encoded_bytes: 2.5e6,
      told: [],
    }),
    accounts_list: () => [
      { id: 2, name: 'Press', kind: 'smtp', from_name: 'Ines Calder', from: 'press@harbourtrust.example.org' },
      { id: 1, name: 'Practice', kind: 'practice', from_name: 'Ines Calder', from: 'practice@tidings.invalid' },
    ],
    distribution_list: () => (empty ? [] : distributions),
    distribution_show: ({ id }) => distributions.find((one) => one.distribution === id) ?? base,
    distribution_review: (args) => review((args as unknown as { request: SendRequest }).request),
    distribution_review_left_out: () => [
      { person: 1, name: 'Bea Thornley', reason: 'do-not-contact', detail: 'asked in May' },
    ],
    distribution_left_out: () => [
      { person: 1, name: 'Bea Thornley', reason: 'do-not-contact', detail: 'asked in May' },
    ],
    distribution_send: () => distributions[1],
    distribution_open_view: ({ states, search }) => {
      const wanted = states as unknown as DeliveryState[];
      view = rows.filter(
        (row) =>
          (wanted.length === 0 || wanted.includes(row.state)) &&
          row.name?.toLowerCase().includes(String(search).toLowerCase()),
      );
      return view.length;
    },
    distribution_view_rows: ({ from, to }) => view.slice(Number(from), Number(to)),
    distribution_take_back: () => null,
    distribution_pause: () => null,
  };
}

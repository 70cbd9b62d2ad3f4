/** Invented campaigns for the double: they can be changed, and an undo takes the last change back. */
import type {
  CampaignCard,
  CampaignInput,
  CampaignName,
  CampaignPatch,
  DistributionCard,
  DocumentCard,
  KeyMessage,
  MessageInput,
  OpenCampaign,
  Sum,
} from '../bindings';
import { refuse, type Answer } from './double';
import { changed } from '../live.svelte';

interface Kept extends Omit<CampaignInput, 'messages'> {
  id: number;
  messages: KeyMessage[];
}

const light: Kept = {
  id: 1,
  name: 'The Light Returns',
  aim: 'The town comes back to its lighthouse, and brings friends: 30,000 visitors by 31 January.',
  starts_on: '2026-11-02',
  ends_on: '2027-01-31',
  messages: [
    { id: 1, text: 'A lighthouse is a promise kept every night; we could not keep ours.' },
    { id: 2, text: 'The lens of 1874 turns again, and admission is free for the first nine days.' },
    { id: 3, text: '4,316 people paid for it, most with less than £50.' },
  ],
};

const others: Kept[] = [
  { id: 2, name: 'Season 2027', aim: '', starts_on: '2027-03-01', ends_on: '', messages: [] },
  { id: 3, name: 'عودة الضوء إلى الميناء', aim: 'تعود المدينة إلى منارتها', starts_on: '', ends_on: '', messages: [] },
  {
    id: 4,
    name: '灯台の光が帰ってくる、港町のための冬',
    aim: '',
    starts_on: '2025-01-10',
    ends_on: '2025-02-28',
    messages: [],
  },
  {
    id: 5,
    name: 'A name that nobody shortened because everybody in the meeting wanted their own word in it, and so it went on '
      .repeat(3)
      .slice(0, 300),
    aim: '',
    starts_on: '2026-11-20',
    ends_on: '2026-12-24',
    messages: [{ id: 9, text: 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrente'.repeat(6) }],
  },
];

const none: Sum = { recipients: 0, waiting: 0, accepted: 0, refused: 0, retrying: 0, uncertain: 0, cancelled: 0 };

function sum(cards: DistributionCard[]): Sum {
  const total = { ...none };
  for (const card of cards) for (const key of Object.keys(none) as (keyof Sum)[]) total[key] += card[key];
  return total;
}

/** The campaign commands over the other answers of a world. `many`: five hundred of them. */
export function campaigns(
  answers: Record<string, Answer>,
  { empty = false, many = false }: { empty?: boolean; many?: boolean } = {},
): Record<string, Answer> {
  let all: Kept[] = empty
    ? []
    : [...others.slice(1, 2), ...others.slice(0, 1), others[3] ?? light, light, ...others.slice(2, 3)];
  if (many) {
    all = Array.from({ length: 500 }, (_, at) => ({ ...light, id: at + 1, name: `Campaign ${at + 1}` }));
  }
  let home = new Map<number, number>(
    empty
      ? []
      : [
          [1, 1],
          [3, 1],
          [2, 2],
        ],
  );
  let gathered = false;
  let next = 100;
  const past: { all: Kept[]; home: Map<number, number>; gathered: boolean }[] = [];

  const step = () => past.push({ all: structuredClone(all), home: new Map(home), gathered });
  const tell = () => changed([{ topic: 'campaign', id: null }]);
  const documents = () => answers['literature_list']?.({}) as DocumentCard[];
  const distributions = () => answers['distribution_list']?.({}) as DistributionCard[];
  const find = (id: unknown) =>
    all.find((one) => one.id === Number(id)) ?? refuse('campaigns.no_campaign', { name: String(id) });
  const sent = (id: number) =>
    id === 1 ? distributions().filter((one) => one.document === 1 || (gathered && one.document === 3)) : [];
  const messages = (entered: MessageInput[]) =>
    entered.filter((one) => one.text.trim() !== '').map((one) => ({ id: one.id ?? next++, text: one.text.trim() }));

  function check(input: { name?: string | null; starts_on?: string | null; ends_on?: string | null }, own?: number) {
    const at = (field: string) => [{ field, row: null, column: null, length: null, what: null, proposal: null }];
    const name = input.name?.trim();
    if (name === '') refuse('campaigns.bad_name', { most: 300 }, at('name'));
    if (name !== undefined && all.some((one) => one.id !== own && one.name.toLowerCase() === name.toLowerCase()))
      refuse('campaigns.name_taken', { name }, at('name'));
    if (input.starts_on && input.ends_on && input.ends_on < input.starts_on)
      refuse('campaigns.ends_before_start', { start: input.starts_on, end: input.ends_on }, at('ends_on'));
  }
  function card(one: Kept): CampaignCard {
    const its = sent(one.id);
    return {
      id: one.id,
      name: one.name,
      aim: one.aim,
      starts_on: one.starts_on || null,
      ends_on: one.ends_on || null,
      documents: [...home.values()].filter((id) => id === one.id).length,
      distributions: its.length,
      sum: sum(its),
      changed_at: 0,
    };
  }
  const belongs = (document: number): CampaignName | null => {
    const id = home.get(document);
    const one = all.find((kept) => kept.id === id);
    return one ? { id: one.id, name: one.name } : null;
  };
  const undo = answers['workspace_undo'];

  return {
    campaigns_list: () => all.map(card),
    campaigns_show: ({ id }): OpenCampaign => {
      const one = find(id);
      return {
        card: card(one),
        messages: one.messages,
        documents: documents().filter((document) => home.get(document.id) === one.id),
        distributions: sent(one.id),
        earlier: one.id === 1 && !gathered && home.get(3) === 1 ? 2 : 0,
      };
    },
    campaigns_add: ({ campaign }) => {
      const input = campaign as unknown as CampaignInput;
      check(input);
      step();
      const made: Kept = { ...input, id: next++, name: input.name.trim(), messages: messages(input.messages) };
      all = [made, ...all];
      tell();
      return card(made);
    },
    campaigns_edit: ({ id, patch }) => {
      const held = find(id);
      const wanted = patch as unknown as CampaignPatch;
      const changes = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null));
      const merged = {
        ...held,
        ...changes,
        messages: wanted.messages ? messages(wanted.messages) : held.messages,
      } as Kept;
      check(merged, held.id);
      step();
      all = all.map((one) => (one.id === held.id ? merged : one));
      tell();
      return card(merged);
    },
    campaigns_delete: ({ id }) => {
      const gone = find(id);
      step();
      all = all.filter((one) => one !== gone);
      tell();
      return null;
    },
    campaigns_put: ({ id, document }) => {
      step();
      home.set(Number(document), Number(id));
      tell();
      return card(find(id));
    },
    campaigns_take_out: ({ document }) => {
      step();
      home.delete(Number(document));
      tell();
      return null;
    },
    campaigns_gather: ({ id }) => {
      step();
      gathered = true;
      tell();
      return card(find(id));
    },
    campaigns_of_document: ({ document }) => belongs(Number(document)),
    campaigns_belonging: () =>
      [...home.keys()].flatMap((document) => {
        const campaign = belongs(document);
        return campaign ? [{ document, campaign }] : [];
      }),
    workspace_undo: (args) => {
      const before = past.pop();
      if (!before) return undo ? undo(args) : null;
      ({ all, home, gathered } = before);
      tell();
      return { action: 1, label: { key: 'workspace.action.undo', params: {} } };
    },
  };
}

/** An invented German version of the first text: stale in one paragraph, with one that is missing and one that is left over. */
import type {
  DocumentCard,
  LanguageCount,
  LanguageShare,
  LanguageVersion,
  SendRequest,
  SideBySide,
  SideRow,
} from '../bindings';
import { changed } from '../live.svelte';
import { refuse, type Answer } from './double';

const NUMBER = 5;
const begun = (): SideRow[] => [
  {
    pair: 1,
    state: 'right',
    source: { block: 0, text: 'Lighthouse museum at Skerry Point reopens its Lantern Wing after four years' },
    here: { block: 0, text: 'Leuchtturmmuseum am Skerry Point öffnet seinen Laternenflügel nach vier Jahren wieder' },
    difference: [],
    is_heading: true,
  },
  {
    pair: 2,
    state: 'stale',
    source: {
      block: 3,
      text: 'The Lantern Wing opens to the public again on Saturday 5 December. Admission is free for the first nine days.',
    },
    here: {
      block: 3,
      text: 'Der Laternenflügel ist ab Samstag, 5. Dezember, wieder offen. Der Eintritt ist in den ersten sieben Tagen frei.',
    },
    difference: [
      {
        how: 'same',
        place: 0,
        text: 'The Lantern Wing opens to the public again on Saturday 5 December. Admission is free for the first ',
      },
      { how: 'gone', place: 1, text: 'seven' },
      { how: 'added', place: 1, text: 'nine' },
      { how: 'same', place: 0, text: ' days.' },
    ],
    is_heading: false,
  },
  {
    pair: 3,
    state: 'untranslated',
    source: { block: 4, text: '> “A lighthouse is a promise kept every night.”\n> — Margaret Oyelaran' },
    here: { block: 4, text: '> “A lighthouse is a promise kept every night.”\n> — Margaret Oyelaran' },
    difference: [],
    is_heading: false,
  },
  {
    pair: null,
    state: 'missing',
    source: { block: 5, text: 'There is no café until March.' },
    here: null,
    difference: [],
    is_heading: false,
  },
  {
    pair: 6,
    state: 'left-over',
    source: null,
    here: { block: 5, text: 'Der Shop ist im Januar zu.' },
    difference: [],
    is_heading: false,
  },
];

/** The versions of a text; one that is begun comes to `add`. */
export function versionAnswers(cards: () => DocumentCard[], add: (card: DocumentCard) => void): Record<string, Answer> {
  let rows = begun();
  let saves = 0;
  const count = (state: SideRow['state']) => rows.filter((row) => row.state === state).length;
  const counts = () => ({
    stale: count('stale'),
    untranslated: count('untranslated'),
    missing: count('missing'),
    left_over: count('left-over'),
  });
  const version = (card: DocumentCard, none: boolean): LanguageVersion => ({
    document: card.id,
    language: card.language,
    headline: card.headline,
    is_source: card.source === null,
    stage: card.stage,
    edited_at: card.edited_at,
    ...(none ? { stale: 0, untranslated: 0, missing: 0, left_over: 0 } : counts()),
  });
  const side = (): SideBySide => ({
    source: 1,
    source_language: 'en',
    source_headline: cards()[0]?.headline ?? '',
    translation: NUMBER,
    language: cards().find((one) => one.id === NUMBER)?.language ?? 'de',
    base: `side-${saves}`,
    ...counts(),
    rows: rows.map((row) => ({ ...row })),
  });
  const keep = (next: SideRow[]) => {
    rows = next;
    saves += 1;
    changed([{ topic: 'document', id: NUMBER }]);
    return side();
  };
  return {
    literature_versions: ({ id }) => {
      const source = cards().find((one) => one.id === id)?.source ?? id;
      const family = cards().filter((one) => one.id === source || one.source === source);
      return family.map((card) => version(card, card.source === null));
    },
    literature_translate: ({ id, language }): DocumentCard => {
      if (!/^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(String(language))) {
        refuse('literature.translation_language', { text: String(language) });
      }
      const [first] = cards().filter((one) => one.id === id);
      const made: DocumentCard = {
        ...(first as DocumentCard),
        id: NUMBER,
        language: String(language),
        source: Number(id),
        stale: 1,
        stage: 'draft',
        revision: null,
      };
      rows = begun();
      add(made);
      changed([{ topic: 'document', id: NUMBER }]);
      return made;
    },
    literature_side_by_side: () => side(),
    literature_mark_right: ({ pair }) =>
      keep(
        rows.map((row) =>
          (pair === null || row.pair === pair) && (row.state === 'stale' || row.state === 'untranslated')
            ? { ...row, state: 'right', difference: [] }
            : row,
        ),
      ),
    literature_say: ({ source, block, base, text }) => {
      if (base !== `side-${saves}`) refuse('literature.moved_on');
      const words = String(text);
      if (words === '') return keep(rows.filter((row) => row.here?.block !== block));
      return keep(
        rows.map((row): SideRow => {
          if (block !== null && row.here?.block === block) {
            const state = row.state === 'untranslated' && words !== row.source?.text ? 'right' : row.state;
            return { ...row, state, here: { block: Number(block), text: words } };
          }
          if (block === null && row.source?.block === source) {
            return { ...row, pair: 90 + Number(source), state: 'right', here: { block: 90, text: words } };
          }
          return row;
        }),
      );
    },
  };
}

/** In which language the letter at a place of the ledger is, where the text goes in several. */
export const letterIn = (index: number): string => ['en', 'de', 'en', 'pt-BR'][index % 4] as string;

/** How many letters of so many are in which language. */
export function lettersIn(total: number): LanguageCount[] {
  const n = (language: string) =>
    Array.from({ length: total }, (_, index) => letterIn(index)).filter((one) => one === language).length;
  const count = (language: string, document: number) => ({
    language,
    document,
    revision_number: 1,
    recipients: n(language),
    accepted: n(language),
  });
  return [count('en', 2), count('de', 5), count('pt-BR', 6)];
}

/** Who gets which version of a text that goes in several languages. */
export function shares(request: SendRequest, recipients: number): LanguageShare[] {
  const none = { instead: [], unknown: 0, open: 0 };
  const others = request.languages.map((document) => ({
    ...none,
    document,
    language: 'de',
    is_main: false,
    recipients: 3,
  }));
  const instead = [{ language: 'nl', people: 2 }];
  const main = {
    document: request.document,
    language: 'en',
    is_main: true,
    recipients: recipients - 3,
    instead,
    unknown: 1,
    open: 0,
  };
  return others.length ? [main, ...others] : [];
}

/** Proofing for the double: the two hints of the picture, rules that can be switched, words of the house. */
import type { BlockProof, Dictionary, Hint, HouseWord, HouseWordEdit, Proof, Rule, RuleCard } from '../bindings';
import { refuse, type Answer } from './double';

const RULES: Rule[] = [
  'weekday',
  'embargo',
  'missing',
  'placeholder',
  'alternative',
  'links',
  'house',
  'variants',
  'figures',
  'doubled',
  'blanks',
  'quotes',
  'sentences',
  'jargon',
  'translation',
  'spelling',
  'grammar',
];

/** A hint at these units of a line of the block that begins at this byte. */
export const hint = (rule: Rule, words: string, block: number, from: number, more: Partial<Hint> = {}): Hint => ({
  rule,
  words,
  around: `${block}-${from}`,
  place: { at: 'block', block, line: 0, from, to: from + words.length, row: 9 },
  what: { key: `double.${rule}`, params: {} },
  fixes: [],
  block: null,
  ...more,
});

export function proofing(empty: boolean): Record<string, Answer> {
  const off = new Set<Rule>();
  const ignored = new Set<string>();
  let words: HouseWord[] = empty
    ? []
    : [
        { id: 1, word: 'less than', instead: 'under', reason: 'Shorter.', language: 'en', right: false },
        { id: 2, word: 'Leuchtturmtage', instead: '', reason: '', language: 'de', right: true },
        { id: 3, word: 'guys', instead: '', reason: '', language: '', right: false },
      ];
  let dictionaries: Dictionary[] = empty ? [] : [{ language: 'de-AT', words: 240_000 }];
  const found: Hint[] = empty
    ? []
    : [
        hint('weekday', 'Saturday 5 December', 0, 98, {
          what: {
            key: 'proofing.weekday',
            params: { date: '5 December', year: '2027', day: 'sun', assumed: 'yes' },
          },
          fixes: [
            { fix: 'words', text: 'Sunday 5 December' },
            { fix: 'words', text: 'Saturday 4 December' },
          ],
        }),
        {
          ...hint('missing', '', 0, 0, {
            what: { key: 'proofing.missing', params: { part: 'contact', kind: 'press-release' } },
            fixes: [{ fix: 'part', part: 'contact' }],
          }),
          place: { at: 'document', block: 0, line: 0, from: 0, to: 0, row: null },
        },
      ];
  const name = (one: { rule: Rule; words: string; around: string }) => `${one.rule} ${one.words} ${one.around}`;
  const judge = (edit: HouseWordEdit) => {
    const place = { field: 'word', row: null, column: null, length: null, what: null, proposal: null };
    if (edit.word.trim() === '') refuse('proofing.house_word', { why: 'empty', most: 0 }, [place]);
  };
  return {
    proofing_proof: () =>
      ({
        base: 'base-0',
        language: 'en',
        hints: found.filter((one) => !off.has(one.rule) && !ignored.has(name(one))),
        more: 0,
        ignored: ignored.size,
        words: 282,
        readability: empty ? null : { ease: 58, words: 17 },
        loading: false,
      }) satisfies Proof,
    proofing_proof_block: ({ words }) => {
      const { text } = words as unknown as { text: string };
      const at = text.indexOf('utilise');
      const row = text.slice(0, Math.max(at, 0)).split('\n').length;
      const one = hint('jargon', 'utilise', 0, Math.max(at, 0), { fixes: [{ fix: 'words', text: 'use' }] });
      const hints = at < 0 ? [] : [{ ...one, place: { ...one.place, row } }];
      return { hints, more: 0, loading: false } satisfies BlockProof;
    },
    proofing_ignore: (args) => {
      ignored.add(name(args as unknown as Hint));
      return null;
    },
    proofing_show_ignored: () => {
      const n = ignored.size;
      ignored.clear();
      return n;
    },
    proofing_rules: () => RULES.map((rule): RuleCard => ({ rule, on: !off.has(rule) })),
    proofing_set_rule: ({ rule, on }) => {
      if (on) off.delete(rule as unknown as Rule);
      else off.add(rule as unknown as Rule);
      return null;
    },
    proofing_dictionaries: () => dictionaries,
    proofing_add_dictionary: ({ path }) => {
      const language = (String(path).split('/').at(-1) ?? '').replace(/\.\w+$/, '').replace('_', '-');
      if (!/^[a-z]{2}(-[A-Z]{2})?$/.test(language)) refuse('proofing.dictionary', { why: 'name', name: language });
      const added = { language, words: 70_000 };
      dictionaries = [...dictionaries, added];
      return [added];
    },
    proofing_remove_dictionary: ({ language }) => {
      dictionaries = dictionaries.filter((one) => one.language !== String(language));
      return null;
    },
    proofing_house_words: () => words,
    proofing_add_house_word: ({ edit }) => {
      judge(edit as unknown as HouseWordEdit);
      words = [...words, { id: 1 + Math.max(0, ...words.map((one) => one.id)), ...(edit as unknown as HouseWordEdit) }];
      return words.length;
    },
    proofing_edit_house_word: ({ id, edit }) => {
      judge(edit as unknown as HouseWordEdit);
      words = words.map((one) => (one.id === Number(id) ? { ...one, ...(edit as unknown as HouseWordEdit) } : one));
      return null;
    },
    proofing_remove_house_word: ({ id }) => {
      words = words.filter((one) => one.id !== Number(id));
      return null;
    },
  };
}

/** The tree of beats for the double: culture above heritage, sport beside it. */
import type { BeatCard } from '../bindings';
import type { Answer } from './double';

const TREE: [name: string, parent: number | null, synonyms: string[], itself: number][] = [
  ['culture', null, ['Kultur', 'arts'], 12],
  ['heritage', 1, [], 40],
  ['maritime heritage', 2, ['Schifffahrtsgeschichte'], 3],
  ['sport', null, [], 7],
];

function cards(): BeatCard[] {
  const path = (at: number): string[] => {
    const [name, parent] = TREE[at - 1]!;
    return [...(parent === null ? [] : path(parent)), name];
  };
  const below = (id: number): number[] =>
    TREE.flatMap(([, parent], at) => (parent === id ? [at + 1, ...below(at + 1)] : []));
  return TREE.map(([name, parent, synonyms, itself], at) => ({
    id: at + 1,
    name,
    parent,
    depth: path(at + 1).length - 1,
    path: path(at + 1),
    synonyms: synonyms.map((synonym, n) => ({ id: 100 * (at + 1) + n, name: synonym })),
    people: itself + below(at + 1).reduce((sum, id) => sum + TREE[id - 1]![3], 0),
    itself,
    below: TREE.filter(([, parent]) => parent === at + 1).length,
    in_questions: `beat:"${name}"`,
  }));
}

/** What the core says of beats. */
export function beats(): Record<string, Answer> {
  return {
    contacts_beats: ({ search }) => {
      const words = (search as unknown as string).toLowerCase().split(' ').filter(Boolean);
      const says = (card: BeatCard) => [...card.path, ...card.synonyms.map((one) => one.name)].join(' ').toLowerCase();
      const found = cards().filter((card) => words.every((word) => says(card).includes(word)));
      return { beats: found, all: TREE.length, found: found.length };
    },
    contacts_beat: ({ beat }) => cards().find((card) => card.id === beat) ?? cards()[0]!,
    contacts_beat_named: ({ name }) => cards().find((card) => card.name === name)?.id ?? 4,
    contacts_add_beat: () => 4,
    contacts_edit_beat: ({ beat }) => beat,
    contacts_merge_beats: ({ into }) => into,
    contacts_move_beat: () => null,
    contacts_delete_beat: () => null,
  };
}

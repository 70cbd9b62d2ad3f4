/** Lists of people that are kept by hand, and everything by whose name people can be picked: segments and lists. */
import { commands, type ListCard, type SegmentCard } from './bindings';
import { call } from './call';
import { live } from './live.svelte';

/** A segment or a list, as it is chosen by its name. */
export interface Audience {
  id: number;
  name: string;
  /** Its question. */
  text: string;
  /** How many people it picks now; none if this program cannot read it. */
  count: number | null;
  list: boolean;
}

/** Segments first, then lists, each by name. */
export async function audiences(): Promise<Audience[]> {
  const [segments, lists] = await Promise.all([call(commands.segmentsList()), call(commands.listsAll())]);
  return [
    ...segments.map(({ id, name, text, count }) => ({ id, name, text, count, list: false })),
    ...lists.map((card) => ({ id: card.id, name: card.name, text: card.question, count: card.people, list: true })),
  ];
}

/** All segments by name. */
export const allSegments = () =>
  live<SegmentCard[]>(() => ({
    key: 'segments',
    ask: () => call(commands.segmentsList()),
    topics: ['segment', 'list', 'person', 'suppression', 'import', 'beat'],
  }));

/** All lists by name. */
export const allLists = () =>
  live<ListCard[]>(() => ({
    key: 'lists',
    ask: () => call(commands.listsAll()),
    topics: ['list', 'person', 'import'],
  }));

/** Invented comments for the double: they can be answered and settled. */
import type { Comment, NewComment } from '../bindings';
import { changed } from '../live.svelte';
import type { Answer } from './double';

const now = Date.now();

const commentOn = (
  id: number,
  quote: string,
  place: Comment['place'],
  text: string,
  proposal: string | null = null,
): Comment => ({
  id,
  number: id,
  quote,
  place,
  text,
  proposal,
  by: id % 2 ? 'Leila Osei' : 'Tomas Reid',
  at: now - 3 * 36e5,
  outcome: null,
  settled_by: null,
  settled_at: null,
  answers: [],
});
const said = (): Comment[] => [
  {
    ...commentOn(
      1,
      'conservators cleaned',
      { block: 4, start: 82, length: 20 },
      'Which ones? Name them, they asked for it.',
    ),
    answers: [{ text: 'Yes. Under the picture.', by: 'Ines Calder', at: now - 2 * 36e5 }],
  },
  commentOn(2, 'The work cost', { block: 6, start: 0, length: 13 }, '', 'All of it cost'),
  commentOn(3, 'There is no café until March', null, 'Is that still so?'),
  {
    ...commentOn(4, 'nine days', null, 'Is it nine?'),
    outcome: 'resolved',
    settled_by: 'Tomas Reid',
    settled_at: now - 36e5,
  },
];

/** The comments of a text. */
export function commentAnswers(empty: boolean): Record<string, Answer> {
  let comments: Comment[] = empty ? [] : said();
  const keepComments = (all: Comment[]) => {
    comments = all;
    changed([{ topic: 'document', id: null }]);
  };
  let ticks = new Map<string, string>([['=names', 'Tomas Reid']]);
  let items = ['=facts', '=names', '=quotes', 'The printer has the final pages'];
  const checklist = () =>
    items.map((item) => ({ item, ticked_by: ticks.get(item) ?? null, ticked_at: ticks.has(item) ? now : null }));
  return {
    literature_checklist: checklist,
    literature_checklist_of: () => items,
    literature_tick: ({ item, ticked }) => {
      ticks = new Map(ticks);
      if (ticked) ticks.set(String(item), 'Ines Calder');
      else ticks.delete(String(item));
      return checklist();
    },
    literature_set_checklist: ({ items: wanted }) => {
      items = (wanted as unknown as string[]).filter((one) => one !== '');
      changed([{ topic: 'workspace', id: null }]);
      return null;
    },
    literature_comments: () => comments,
    literature_comment: ({ comment }) => {
      const { quote, place, text: said, proposal } = comment as unknown as NewComment;
      keepComments([...comments, commentOn(comments.length + 1, quote ?? '', place ?? null, said ?? '', proposal)]);
      return comments;
    },
    literature_answer_comment: ({ id, text: said }) => {
      const answer = { text: String(said), by: 'Ines Calder', at: now };
      keepComments(comments.map((one) => (one.id === id ? { ...one, answers: [...one.answers, answer] } : one)));
      return comments;
    },
    literature_settle_comment: ({ id, outcome }) => {
      const settled = outcome ? { settled_by: 'Ines Calder', settled_at: now } : { settled_by: null, settled_at: null };
      keepComments(
        comments.map((one) =>
          one.id === id ? { ...one, ...settled, outcome: outcome as unknown as Comment['outcome'] } : one,
        ),
      );
      return comments;
    },
    literature_delete_comment: ({ id }) => {
      keepComments(comments.filter((one) => one.id !== id));
      return null;
    },
  };
}

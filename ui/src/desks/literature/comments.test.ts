import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import type { Comment } from '../../ipc/bindings';
import { changed } from '../../ipc/live.svelte';
import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Comments from './Comments.svelte';
import type { Draft } from './draft.svelte';
import { caret, closeSheet, openSheet, para, said, sheet } from './paper/testing';

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
  install(world('full'));
});
afterEach(closeSheet);

const about = (id: number, quote: string, block: number, start: number): Comment => ({
  id,
  number: id,
  quote,
  place: { block, start, length: [...quote].length },
  text: 'So?',
  proposal: null,
  by: 'Leila Osei',
  at: 0,
  outcome: null,
  settled_by: null,
  settled_at: null,
  answers: [],
});
const marked = () => [...document.querySelectorAll('.commented')].map((one) => one.textContent);

test('comments are answered and settled, and those whose words are gone say which they were', async () => {
  const draft = { id: 1, flush: () => Promise.resolve() } as unknown as Draft;
  const { container } = render(Comments, { draft, sheet: undefined, lit: undefined, onnew: () => undefined });
  await screen.findByText('3 open');
  expect(screen.getByText('The text it was about is gone: “There is no café until March”')).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  const [first] = screen.getAllByRole('button', { name: 'Answer' });
  await fireEvent.click(first as HTMLElement);
  await fireEvent.input(screen.getByRole('textbox', { name: 'Answer' }), { target: { value: 'Done. 灯台' } });
  await fireEvent.click(first as HTMLElement);
  await screen.findByText('Done. 灯台');
  await fireEvent.click(screen.getAllByRole('button', { name: 'Resolve' })[0] as HTMLElement);
  await screen.findByText('2 open');
  expect(asked.find((one) => one.command === 'literature_settle_comment')?.args).toMatchObject({
    id: 1,
    outcome: 'resolved',
  });
  await fireEvent.click(screen.getByRole('button', { name: '2 settled' }));
  await fireEvent.click(screen.getAllByRole('button', { name: 'Open again' })[0] as HTMLElement);
  await waitFor(() => expect(screen.getByText('3 open')).toBeTruthy());
});

test('words are marked where the core has them, over an empty line, a field and a line of a list, and stay while others are written', () => {
  const list = { kind: 'list' as const, start: null, items: [[para('One 灯台')], [para('Two lights')]] };
  openSheet([para('Light 🗼 returns'), para(''), list]);
  sheet().mark([about(1, 'returns', 3, 8), about(2, 'Two lights', 4, 7)], 2);
  expect(marked()).toEqual(['returns', 'Two lights']);
  expect(document.querySelector('.comment-number.lit')?.textContent).toBe('2');
  caret('Light');
  sheet().type('The ');
  expect(marked()).toEqual(['returns', 'Two lights']);
  expect(sheet().words()?.place.block).toBe(3);
  expect(sheet().take(1, 'comes back')).toBe(true);
  expect(JSON.stringify(said()[0])).toContain('comes back');
  expect(sheet().take(9, 'nothing')).toBe(false);
});

test('what is chosen for a comment has no blanks around it; a caret means its word', () => {
  openSheet([para('Dogs are welcome here')]);
  caret('welcome');
  expect(sheet().words()).toEqual({ place: { block: 3, start: 9, length: 7 }, quote: 'welcome' });
  const { editor } = sheet();
  editor.commands.setTextSelection({ from: editor.state.selection.from - 5, to: editor.state.selection.from + 8 });
  expect(sheet().words()?.quote).toBe('are welcome');
});

test('of many comments those are found that have all words, in what was said, of which words, or by whom', async () => {
  const many = Array.from({ length: 40 }, (_, n) => about(n + 1, n === 6 ? 'Große Ausstellung' : 'returns', n + 1, 0));
  const settled: Comment = {
    ...about(41, 'lens', 1, 0),
    text: 'Weigh it again',
    outcome: 'resolved',
    settled_by: 'Jan',
  };
  const answered: Comment = { ...about(42, 'lens', 1, 0), answers: [{ by: '田中愛子', text: 'Zwölf Tonnen', at: 0 }] };
  install({ ...world('full'), literature_comments: () => [...many, settled, answered] });
  const draft = { id: 1, flush: () => Promise.resolve() } as unknown as Draft;
  const shown = render(Comments, { draft, sheet: undefined, lit: undefined, onnew: () => undefined });
  const field = () => screen.getByRole<HTMLInputElement>('searchbox', { name: 'Find in comments' });
  await waitFor(field);
  const seek = (value: string) => fireEvent.input(field(), { target: { value } });
  const marks = () => [...document.querySelectorAll('mark')].map((one) => one.textContent);
  await seek('grosse aus');
  expect(screen.getByText('1 comment')).toBeTruthy();
  expect(marks()).toEqual(['Große', 'Aus']);
  await seek('愛 zwolf');
  expect(marks()).toEqual(['愛', 'Zwölf']);
  await seek('weigh');
  expect(screen.getByText('Open again')).toBeTruthy();
  await seek('nowhere');
  expect(screen.getByText('0 comments')).toBeTruthy();
  expect(await faults(shown.container)).toEqual([]);
  // Which one is pressed in the text is shown all the same.
  await shown.rerender({ lit: 3 });
  await waitFor(() => expect(document.querySelector('.lit')).not.toBeNull());
  expect(field().value).toBe('');
  await seek('weigh');
  await fireEvent.keyDown(field(), { key: 'Escape' });
  expect(field().value).toBe('');
});

test('what is looked for stays in sight, and can be emptied, when most comments have gone meanwhile', async () => {
  let all = Array.from({ length: 6 }, (_, n) => about(n + 1, 'returns', n + 1, 0));
  install({ ...world('full'), literature_comments: () => all });
  const draft = { id: 1, flush: () => Promise.resolve() } as unknown as Draft;
  render(Comments, { draft, sheet: undefined, lit: undefined, onnew: () => undefined });
  const field = () => screen.getByRole<HTMLInputElement>('searchbox', { name: 'Find in comments' });
  await waitFor(field);
  await fireEvent.input(field(), { target: { value: 'nowhere' } });
  all = all.slice(0, 5);
  changed([{ topic: 'document', id: null }]);
  await screen.findByText('5 open');
  expect(field().value).toBe('nowhere');
  await fireEvent.input(field(), { target: { value: '' } });
  expect(screen.getAllByRole('button', { name: 'Answer' })).toHaveLength(5);
  expect(screen.queryByRole('searchbox')).toBeNull();
});

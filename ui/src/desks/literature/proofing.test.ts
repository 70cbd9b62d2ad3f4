import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { listen } from '../../app/keys.svelte';
import { notices } from '../../app/notices.svelte';
import type { DocumentView, Hint, PaperContent } from '../../ipc/bindings';
import { asked, install } from '../../ipc/testing/double';
import { hint } from '../../ipc/testing/proofing';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { Draft } from './draft.svelte';
import { caret, closeSheet, openSheet, para, paperOf, sheet } from './paper/testing';
import Proofing from './Proofing.svelte';

const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const words = () => sheet().editor.state.doc.textContent;
const underlined = () => [...document.querySelectorAll('.ProseMirror .hint')].map((one) => one.textContent);
const pressed = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });

let stop = () => {};
beforeEach(() => {
  stop = listen();
  for (const notice of notices.list) notices.dismiss(notice.id);
});
afterEach(() => {
  stop();
  closeSheet();
});

/** A sheet with these blocks, each of which begins at its number times 100, and these hints about them. */
async function written(contents: PaperContent[], hints: Hint[], drawn = hints.length) {
  const paper = paperOf(contents);
  paper.blocks = paper.blocks.map((block) => ({ ...block, from: block.id * 100, to: block.id * 100 + 9 }));
  const view = { card: { id: 1, headline: '', edited_at: 0 }, words: 0, findings: [] };
  const draft = new Draft(view as unknown as DocumentView, paper);
  openSheet(contents);
  const proof = { base: '', language: 'en', more: 0, ignored: 0, words: 4, readability: null, loading: false };
  install({ ...world('full'), proofing_proof: () => ({ ...proof, hints }) });
  const made = render(Proofing, { id: 1, draft, sheet: sheet(), pressed: undefined });
  await waitFor(() => expect(underlined()).toHaveLength(drawn));
  return made;
}

const put = (text: string) => ({ fix: 'words' as const, text });

test('F7 goes from hint to hint, Enter takes the first fix, and undo takes it back', async () => {
  const { container } = await written(
    [para('It opens on Monday 26 November 2026.'), para('In the the tower.')],
    [
      hint('weekday', 'Monday 26 November 2026', 100, 12, { fixes: [put('Thursday 26 November 2026')] }),
      hint('doubled', 'the the', 200, 3, { fixes: [put('the')] }),
    ],
  );
  expect(underlined()).toEqual(['Monday 26 November 2026', 'the the']);
  expect(screen.getByRole('status').textContent).toBe('2 hints');
  await pressed('F7');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Monday 26 November 2026:'));
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(document.activeElement!);
  await waitFor(() => expect(words()).toContain('on Thursday 26 November 2026.'));
  // The focus goes on to the next one.
  await waitFor(() => expect(document.activeElement?.textContent).toContain('the the'));
  expect(underlined()).toEqual(['the the']);
  await pressed('z', { ctrlKey: true });
  expect(words()).toContain('on Monday 26 November 2026.');
  await pressed('F7', { shiftKey: true });
  await pressed('Escape');
});

test('hints move along with what is written, and the nearest of the same words is meant', async () => {
  await written([para('In the the tower of the the keeper.')], [hint('doubled', 'the the', 100, 20)]);
  caret('In the');
  sheet().type('High up ');
  expect(underlined()).toEqual(['the the']);
  const mark = document.querySelector('.ProseMirror .hint');
  expect(mark?.previousSibling?.textContent).toContain('tower of ');
});

test('what stands elsewhere by now is not underlined, and the places of lists, quotes and tables are found', async () => {
  const contents: PaperContent[] = [
    { kind: 'list', start: null, items: [[para('one')], [{ kind: 'list', start: null, items: [[para('two  x')]] }]] },
    { kind: 'quote', blocks: [para('said')], speaker: [{ what: { is: 'text', text: 'Ines  C' }, marks: [] }] },
  ];
  const at = (block: number, line: number, from: number, words: string) => {
    const one = hint('blanks', words, block, from);
    return { ...one, place: { ...one.place, line } };
  };
  await written(contents, [at(100, 2, 3, '  '), at(200, 1, 4, '  ')]);
  expect(underlined()).toEqual(['  ', '  ']);
});

test('a hint is ignored here or in the whole document, put away for now, and its rule switched off', async () => {
  await written(
    [para('In the the tower they utilise it.')],
    [hint('doubled', 'the the', 100, 3), hint('jargon', 'utilise', 100, 22, { fixes: [put('use')] })],
  );
  await pressed('F7');
  await fireEvent.click(screen.getByRole('button', { name: 'What else' }));
  await fireEvent.click(screen.getByRole('menuitem', { name: 'Ignore here' }));
  await waitFor(() =>
    expect(sent('proofing_ignore')).toEqual([
      { id: 1, rule: 'doubled', words: 'the the', around: '100-3', how: 'here' },
    ]),
  );
  await waitFor(() => expect(underlined()).toEqual(['utilise']));
  expect(notices.list.at(-1)?.action?.label).toBe('Undo');
  await fireEvent.click(screen.getByRole('button', { name: 'What else' }));
  await fireEvent.click(screen.getByRole('menuitem', { name: 'Not now' }));
  await waitFor(() => expect(underlined()).toEqual([]));
  expect(sent('proofing_ignore')).toHaveLength(1);
  expect(screen.getByRole('status').textContent).toBe('no hints');
});

test('words of a block are shown with the block, and one key opens it where they are mended', async () => {
  const block = { id: 1, name: 'Harbour Trust, short' };
  const there = hint('jargon', 'utilise', 200, 0, { block });
  const { container } = await written([para('In the tower.'), { kind: 'shared', name: block.name }], [there], 0);
  await screen.findByText('In the block “Harbour Trust, short”.');
  await pressed('F7');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('utilise'));
  // The block that the words stand in is shown on the sheet.
  expect(sheet().editor.state.selection.toJSON()).toMatchObject({ type: 'node' });
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(document.activeElement!);
  await screen.findByRole('dialog', { name: 'Edit block' });
  expect(words()).toBe('In the tower.');
});

test('a link is led elsewhere and keeps its words', async () => {
  const link = { mark: 'link' as const, url: 'http://example.org', title: null };
  const contents: PaperContent[] = [
    { kind: 'paragraph', words: [{ what: { is: 'text', text: 'the site' }, marks: [link] }] },
  ];
  await written(contents, [
    hint('links', 'the site', 100, 0, { fixes: [{ fix: 'address', url: 'https://example.org' }] }),
  ]);
  await pressed('F7');
  await fireEvent.click(await screen.findByRole('button', { name: 'Lead to https://example.org' }));
  const mark = sheet().editor.state.doc.nodeAt(sheet().editor.state.doc.content.size - 2)?.marks[0];
  expect([words(), mark?.attrs['url']]).toEqual(['the site', 'https://example.org']);
});

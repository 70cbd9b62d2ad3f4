import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import type { BlockWords, Hint, PaperContent } from '../../ipc/bindings';
import { asked, install } from '../../ipc/testing/double';
import { hint } from '../../ipc/testing/proofing';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import BlocksPage from './BlocksPage.svelte';
import { caret, closeSheet, openSheet, para, said, sheet } from './paper/testing';

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
  install(world('full'));
});
afterEach(closeSheet);

const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

test('a block says in which texts it stands before it is changed, and what was released keeps its words', async () => {
  const { container } = render(BlocksPage);
  await fireEvent.dblClick(await screen.findByText('Harbour Trust, short'));
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit block' }));
  await dialog.findByText('It stands in 2 texts');
  await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText('Name of the block')));
  expect(dialog.getByText(/A change is in it at once.*The one|What was released keeps/)).toBeTruthy();
  expect(dialog.getByRole('link', { name: 'Lantern Wing reopens' }).getAttribute('href')).toBe('#/literature/1');
  expect(await faults(container)).toEqual([]);
  await fireEvent.input(dialog.getByLabelText('Name of the block'), { target: { value: ' ' } });
  await fireEvent.click(dialog.getByRole('button', { name: 'Change it in 2 texts' }));
  await dialog.findByText(/A block needs a name/);
  await fireEvent.input(dialog.getByLabelText('Name of the block'), { target: { value: 'In brief' } });
  await fireEvent.click(dialog.getByRole('button', { name: 'Change it in 2 texts' }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('In brief says so in 2 texts'));
  expect(notices.list.at(-1)?.action?.label).toBe('Undo');
  expect(sent('literature_save_block').at(-1)).toMatchObject({
    id: 1,
    block: { name: 'In brief', sort: 'boilerplate' },
  });
});

test('a block is proofed while it is written, a fix writes into it, and none is kept before it is', async () => {
  render(BlocksPage);
  await fireEvent.click(await screen.findByRole('button', { name: 'New block' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'New block' }));
  await dialog.findByText('no hints');
  const text = dialog.getByLabelText<HTMLTextAreaElement>('Its words');
  await fireEvent.input(text, { target: { value: 'Fine words.\n\nThey utilise 灯台 here.' } });
  await dialog.findByText('one hint');
  await fireEvent.click(dialog.getByText('utilise'));
  expect(text.value.slice(text.selectionStart, text.selectionEnd)).toBe('utilise');
  expect(await faults(document.body)).toEqual([]);
  await fireEvent.click(dialog.getByRole('button', { name: 'Write “use”' }));
  expect(text.value).toBe('Fine words.\n\nThey use 灯台 here.');
  await dialog.findByText('no hints');
  expect(sent('literature_add_block')).toEqual([]);
});

/** A new block with these words, of which proofing hints at these. */
async function proofed(value: string, hints: Hint[]) {
  const read = ({ words }: { words: BlockWords }) => ({
    hints: words.text === value ? hints : [],
    more: 0,
    loading: false,
  });
  install({ ...world('full'), proofing_proof_block: read as never });
  render(BlocksPage);
  await fireEvent.click(await screen.findByRole('button', { name: 'New block' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'New block' }));
  const text = dialog.getByLabelText<HTMLTextAreaElement>('Its words');
  await fireEvent.input(text, { target: { value } });
  await dialog.findByText(hints.length === 1 ? 'one hint' : `${hints.length} hints`);
  return { dialog, text };
}
/** These words at this unit, and those in their place; in the block that begins in this row, and in this line of it. */
type About = [words: string, from: number, instead: string, row?: number, line?: number];
function misspelt([words, from, instead, row = 1, line = 0]: About): Hint {
  const one = hint('spelling', words, 0, from, { fixes: [{ fix: 'words', text: instead }] });
  return { ...one, place: { ...one.place, row, line } };
}

test.each<[string, string, About, string]>([
  ['a word, not the end of another', 'Greenwich, wich is', ['wich', 11, 'which'], 'Greenwich, which is'],
  ['the second of two', 'It lost its lens and its rail', ['its', 21, 'the'], 'It lost its lens and the rail'],
  ['in the second row', 'It lost its lens\nand its rail', ['its', 21, 'the'], 'It lost its lens\nand the rail'],
  ['behind marks', '**Greenwich**, wich is', ['wich', 11, 'which'], '**Greenwich**, which is'],
  ['behind letters of any kind', '*Die* Löwen, wen sie', ['wen', 11, 'wenn'], '*Die* Löwen, wenn sie'],
  ['behind itself elsewhere', 'Its its.\n\nSee its *end*, its', ['its', 4, 'an', 3], 'Its its.\n\nSee an *end*, its'],
  ['a gap', '*So*   they  say', ['  ', 9, ' '], '*So*   they say'],
  ['of an item behind an empty row', '- one\n\n- wich', ['wich', 0, 'which', 1, 1], '- one\n\n- which'],
])('a fix writes over the very words that it is about: %s', async (_, value, about, then) => {
  const { dialog, text } = await proofed(value, [misspelt(about)]);
  await fireEvent.click(await dialog.findByRole('button', { name: /^Write|^One blank/ }));
  expect(text.value).toBe(then);
});

test.each<[string, string, About]>([
  ['they stand twice and cannot be counted', '*Its* lens, its rail, its light', ['its', 20, 'the']],
  ['marks stand between them and the same words follow', 'A w*i*ch.\n\nA wich.', ['wich', 2, 'which']],
  ['they are a part of another', '*In* Greenwich w*i*ch', ['wich', 13, 'which']],
  ['their row is gone', 'A wich.', ['wich', 2, 'which', 9]],
])('a fix is not offered where its words cannot be told: %s', async (_, value, about) => {
  const { dialog, text } = await proofed(value, [misspelt(about)]);
  expect(dialog.queryByRole('button', { name: /^Write/ })).toBeNull();
  await fireEvent.click(dialog.getByText(about[0]));
  expect([document.activeElement, text.value]).toEqual([text, value]);
});

test('a block in use is not deleted and says where it stands; without any the page says what they are for', async () => {
  const shown = render(BlocksPage);
  await screen.findByText('Harbour Trust, short');
  const grid = screen.getByRole('grid');
  await fireEvent.keyDown(grid, { key: 'Home' });
  await fireEvent.keyDown(grid, { key: 'Delete' });
  await waitFor(() => expect(notices.list.at(-1)?.problem?.code).toBe('literature.block_in_use'));
  shown.unmount();
  install(world('new'));
  render(BlocksPage);
  await screen.findByText('No blocks yet');
  expect(screen.getAllByRole('button', { name: 'New block' })).toHaveLength(1);
});

test('on the sheet a block is one part that is not written on, can be put, detached and given back as its name', async () => {
  const shared: PaperContent = { kind: 'shared', name: 'Trust' };
  const blocks = [para('We keep the light.'), para('Since 1874.')];
  openSheet([para('one'), shared], {
    shared: {
      look: (name) => Promise.resolve(name === 'Trust' ? { id: 1, name: 'Trust now', blocks } : undefined),
      words: (what) => what,
      called: (name) => `Block: ${name}`,
      onedit: () => undefined,
    },
  });
  const part = await waitFor(() => {
    const found = sheet().editor.view.dom.querySelector<HTMLElement>('.shared');
    expect(found?.textContent).toContain('Since 1874.');
    return found as HTMLElement;
  });
  expect([part.contentEditable, part.textContent?.startsWith('Block: Trust now')]).toEqual(['false', true]);
  expect(said()).toEqual([para('one'), shared]);
  caret('one');
  sheet().acts.block('Nobody');
  expect(said()).toEqual([para('one'), { kind: 'shared', name: 'Nobody' }, shared]);
  await waitFor(() => expect(sheet().editor.view.dom.querySelector('.missing')?.textContent).toContain('missing'));
  sheet().acts.undo();
  const again = await waitFor(() => {
    const found = sheet().editor.view.dom.querySelector<HTMLElement>('.shared');
    expect(found?.textContent).toContain('Since 1874.');
    return found as HTMLElement;
  });
  await fireEvent.click(within(again).getByRole('button', { name: 'detach' }));
  expect(said()).toEqual([para('one'), ...blocks]);
  sheet().acts.undo();
  expect(said()).toEqual([para('one'), shared]);
});

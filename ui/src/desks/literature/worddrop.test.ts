import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { notices } from '../../app/notices.svelte';
import type { PaperContent } from '../../ipc/bindings';
import { refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { full, sent } from '../../testing/core';
import WordDrop from './WordDrop.svelte';

const onhere = vi.fn<(blocks: PaperContent[]) => boolean>(() => true);

function dropped(paths: string[], more: Parameters<typeof full>[0] = {}) {
  full(more);
  return render(WordDrop, { id: 4, paths, onhere });
}

beforeEach(() => {
  onhere.mockClear();
});

test('the words of a Word document are put where it was let go', async () => {
  dropped(['/home/ines/عدسة المنارة.docx']);
  const dialog = within(await screen.findByRole('dialog', { name: 'What is to become of عدسة المنارة.docx?' }));
  expect(await faults(document.body)).toEqual([]);
  await fireEvent.click(dialog.getByRole('button', { name: 'Put in here' }));
  await waitFor(() => expect(onhere).toHaveBeenCalledOnce());
  expect(sent('literature_word_within')).toEqual([{ id: 4, path: '/home/ines/عدسة المنارة.docx' }]);
  expect(onhere.mock.calls[0]?.[0]).toHaveLength(2);
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('عدسة المنارة.docx put into the text.'));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('several begin texts of their own, and what is refused is told beside them', async () => {
  const whole = world('full')['literature_import_word'] as unknown as (args: { path: string }) => unknown;
  dropped(['/a/one.docx', '/a/two.doc'], {
    literature_import_word: ({ path }: { path?: unknown }) =>
      path === '/a/two.doc'
        ? refuse('literature.word', { file: 'two.doc', why: 'old' })
        : whole({ path: String(path) }),
  });
  await screen.findByRole('dialog', { name: 'What is to become of 2 Word documents?' });
  await fireEvent.click(screen.getByRole('button', { name: 'New text' }));
  const told = within(await screen.findByRole('dialog', { name: 'From Word' }));
  expect(told.getByRole('link', { name: 'one.docx' })).toBeTruthy();
  expect(told.getByRole('alert').textContent).toContain('two.doc');
  expect(onhere).not.toHaveBeenCalled();
});

test('it is attached as it is, or nothing happens', async () => {
  const shown = dropped(['/a/one.docx']);
  await fireEvent.click(await screen.findByRole('button', { name: 'Attach as file' }));
  await waitFor(() => expect(sent('literature_attach_paths')).toEqual([{ id: 4, paths: ['/a/one.docx'] }]));
  shown.unmount();
  dropped(['/a/one.docx']);
  await fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent('literature_attach_paths')).toHaveLength(0);
});

/** Whatever was told since the test began. */
const told = () => notices.list.map((one) => one.text).join(' ');
const paragraph = (text: string): PaperContent => ({
  kind: 'paragraph',
  words: [{ what: { is: 'text', text }, marks: [] }],
});

test('several are put in at once and in their order, without those that are refused', async () => {
  dropped(['/a/one.docx', '/a/two.doc', '/a/three.docx'], {
    literature_word_within: ({ path }: { path?: unknown }) =>
      path === '/a/two.doc'
        ? refuse('literature.word', { file: 'two.doc', why: 'old' })
        : { blocks: [paragraph(String(path))], lost: [] },
  });
  await fireEvent.click(await screen.findByRole('button', { name: 'Put in here' }));
  await waitFor(() => expect(onhere.mock.calls).toEqual([[[paragraph('/a/one.docx'), paragraph('/a/three.docx')]]]));
  expect(told()).toContain('one.docx put into the text.');
  expect(told()).toContain('three.docx put into the text.');
  const rest = within(await screen.findByRole('dialog', { name: 'From Word' }));
  expect(rest.getByRole('alert').textContent).toContain('two.doc');
});

test('what could not be put in, since the page was left meanwhile, is not said to stand there', async () => {
  let answer: () => void = () => undefined;
  const slow = {
    literature_word_within: () =>
      new Promise((done) => (answer = () => done({ blocks: [paragraph('It turns.')], lost: [] }))),
  };
  const shown = dropped(['/a/عدسة.docx'], slow);
  await fireEvent.click(await screen.findByRole('button', { name: 'Put in here' }));
  await waitFor(() => expect(sent('literature_word_within')).toHaveLength(1));
  shown.unmount();
  answer();
  await waitFor(() => expect(told()).toBe('عدسة.docx not put into the text: its page was left meanwhile.'));
  expect(onhere).not.toHaveBeenCalled();
  // Nor where there is no sheet yet.
  onhere.mockReturnValueOnce(false);
  dropped(['/a/one.docx']);
  await fireEvent.click(await screen.findByRole('button', { name: 'Put in here' }));
  await waitFor(() => expect(told()).toBe('one.docx not put into the text: its page was left meanwhile.'));
});

test('what is to be known of a file that is attached is told', async () => {
  dropped(['/a/one.docx'], {
    literature_attach_paths: () => ({
      attached: [{}],
      refused: [],
      encoded_bytes: 10,
      told: [{ key: 'literature.keeps_place', params: { file: 'one.docx', more: 0 } }],
    }),
  });
  await fireEvent.click(await screen.findByRole('button', { name: 'Attach as file' }));
  await waitFor(() => expect(told()).not.toBe(''));
  expect(told().length).toBeGreaterThan('File attached'.length + 5);
});

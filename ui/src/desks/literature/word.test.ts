import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { refuse } from '../../ipc/testing/double';
import { faults } from '../../testing/axe';
import { full, sent } from '../../testing/core';
import DocumentList from './DocumentList.svelte';

async function chosen(paths: string[], more: Parameters<typeof full>[0] = {}) {
  full({ window_choose_files: () => paths, ...more });
  const shown = render(DocumentList);
  await fireEvent.click(await screen.findByRole('button', { name: 'New' }));
  await fireEvent.click(await screen.findByRole('menuitem', { name: 'From a Word document…' }));
  return shown;
}

beforeEach(() => {
  location.hash = '';
});

test('what a Word document loses is listed with its count before anybody goes on', async () => {
  const { container } = await chosen(['/home/ines/release.docx']);
  const dialog = await screen.findByRole('dialog', { name: 'From Word' });
  expect(within(dialog).getByText('2 text boxes')).toBeTruthy();
  expect(within(dialog).getByText('One picture came with it')).toBeTruthy();
  expect(within(dialog).getByRole('link', { name: 'release.docx' }).getAttribute('href')).toContain('literature/2');
  expect(await faults(container)).toEqual([]);
  expect(sent('literature_import_word').at(-1)).toMatchObject({ path: '/home/ines/release.docx', kind: null });
});

test('one that loses nothing is opened at once, and can be undone', async () => {
  const whole = { document: { id: 7, headline: 'The lens' }, pictures: 0, lost: [] };
  await chosen(['/home/ines/lens.docx'], { literature_import_word: () => whole });
  await waitFor(() => expect(location.hash).toContain('literature/7'));
  expect(notices.list.at(-1)?.text).toBe('The lens taken from Word');
  expect(screen.queryByRole('dialog', { name: 'From Word' })).toBeNull();
});

test('of several, those that are refused say why and the others are there', async () => {
  await chosen(['/home/ines/a.docx', '/home/ines/b.docx'], {
    literature_import_word: ({ path }: { path: string }) =>
      path.includes('b.docx')
        ? refuse('literature.word', { file: 'b.docx', why: 'damaged' })
        : { document: { id: 7, headline: 'The lens' }, pictures: 0, lost: [] },
  });
  const dialog = await screen.findByRole('dialog', { name: 'From Word' });
  expect(within(dialog).getByRole('link', { name: 'The lens' })).toBeTruthy();
  expect(within(dialog).getByRole('alert').textContent).toContain('b.docx');
});

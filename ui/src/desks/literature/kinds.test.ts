import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import DocumentList from './DocumentList.svelte';
import { closeSheet, openSheet, para, sheet } from './paper/testing';

beforeEach(() => {
  localStorage.clear();
  for (const notice of notices.list) notices.dismiss(notice.id);
  install(world('full'));
  router.place = { desk: 'literature', path: [], query: new URLSearchParams() };
});

afterEach(closeSheet);

test('announcements are told by what they are about, and sifted by it', async () => {
  const { container } = render(DocumentList);
  await screen.findByText('Five keepers’ letters');
  expect(screen.getAllByText('Policy change')).toHaveLength(2);
  const choice = screen.getByRole('combobox', { name: 'Kinds of text' });
  await fireEvent.change(choice, { target: { value: 'policy-change' } });
  await waitFor(() => expect(screen.queryByText('Five keepers’ letters')).toBeNull());
  expect(screen.getByText('Lone working after dark')).toBeTruthy();
  expect(await faults(container)).toEqual([]);
});

test('lines to take say that they go nowhere, and are put before the contact', () => {
  openSheet([
    para('Nobody was hurt.'),
    {
      kind: 'heading',
      level: 2,
      id: null,
      class: 'contact',
      words: [{ what: { is: 'text', text: 'Press contact' }, marks: [] }],
    },
    para('Ines Calder'),
  ]);
  sheet().acts.part('lines', 'Lines for the house');
  const blocks = [...sheet().editor.view.dom.children];
  expect(blocks.map((one) => one.getAttribute('data-part'))).toEqual(
    expect.arrayContaining(['lines', 'contact']) as unknown as string[],
  );
  const said = blocks.filter((one) => one.classList.contains('inside'));
  expect(said.map((one) => one.getAttribute('data-inside'))).toEqual(['inside', null]);
  const names = sheet()
    .read()
    .blocks.map(({ content }) => (content.kind === 'heading' ? content.class : content.kind));
  expect(names).toEqual(['paragraph', 'lines', 'paragraph', 'contact', 'paragraph']);
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { asked, install } from '../../ipc/testing/double';
import { changed } from '../../ipc/live.svelte';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Proofing from './Proofing.svelte';

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
});
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const told = () => changed([{ topic: 'proofing', id: null }]);

test('a word of the house is entered, refused where it is none, and taken away with an undo', async () => {
  install(world('new'));
  const { container } = render(Proofing);
  await fireEvent.click(await screen.findByRole('button', { name: 'Add a word' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add a word' });
  const word = within(dialog).getByRole('textbox', { name: 'Word or phrase' });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Add a word' }));
  await waitFor(() => expect(word.getAttribute('aria-invalid')).toBe('true'));
  expect(await faults(container)).toEqual([]);
  await fireEvent.input(word, { target: { value: 'utilise' } });
  await fireEvent.input(within(dialog).getByRole('textbox', { name: 'Instead' }), { target: { value: 'use' } });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Add a word' }));
  await waitFor(() =>
    expect(sent('proofing_add_house_word').at(-1)).toEqual({
      edit: { word: 'utilise', instead: 'use', reason: '', language: '', right: false },
    }),
  );
  told();
  expect(await screen.findByText('utilise')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'More about utilise' }));
  await fireEvent.click(screen.getByRole('menuitem', { name: 'Delete' }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('“utilise” removed'));
  expect(notices.list.at(-1)?.action?.label).toBe('Undo');
});

test('what is always right has nothing instead, and a rule is switched off', async () => {
  install(world('full'));
  const { container } = render(Proofing);
  await fireEvent.click(await screen.findByRole('button', { name: 'More about less than' }));
  await fireEvent.click(screen.getByRole('menuitem', { name: 'Edit' }));
  const dialog = await screen.findByRole('dialog', { name: 'Change “less than”' });
  await fireEvent.click(within(dialog).getByRole('checkbox', { name: /always right/ }));
  expect(within(dialog).queryByRole('textbox', { name: 'Instead' })).toBeNull();
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Keep changes' }));
  await waitFor(() =>
    expect(sent('proofing_edit_house_word').at(-1)).toMatchObject({ id: 1, edit: { instead: '', right: true } }),
  );
  const jargon = screen.getByRole('switch', { name: 'Jargon' });
  await fireEvent.click(jargon);
  await waitFor(() => expect(sent('proofing_set_rule').at(-1)).toEqual({ rule: 'jargon', on: false }));
  expect(await faults(container)).toEqual([]);
});

test('a dictionary is taken in from a file, refused where it is none, and removed', async () => {
  let path = '/usr/share/hunspell/readme.dic';
  install({ ...world('full'), window_choose_files: () => [path] });
  render(Proofing);
  await fireEvent.click(await screen.findByRole('button', { name: 'Add a dictionary…' }));
  await waitFor(() => expect(notices.list.at(-1)?.problem?.code).toBe('proofing.dictionary'));
  path = '/usr/share/hunspell/fr_FR.dic';
  await fireEvent.click(screen.getByRole('button', { name: 'Add a dictionary…' }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('Dictionary taken in: French (France)'));
  told();
  await fireEvent.click(await screen.findByRole('button', { name: 'Remove French (France)' }));
  await waitFor(() => expect(sent('proofing_remove_dictionary')).toEqual([{ language: 'fr-FR' }]));
});

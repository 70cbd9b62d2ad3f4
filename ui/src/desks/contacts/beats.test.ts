import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import { asked, install, refuse, type Answer } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
});
let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
});

async function open(hash: string, answers: Record<string, Answer> = {}) {
  install({ ...world('full'), ...answers });
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const type = async (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const place = (field: string, key: string, params: Record<string, string>) => ({
  field,
  row: null,
  column: null,
  length: null,
  what: { key, params },
  proposal: null,
});

test('a beat says where it stands and whom it counts, and name, place and synonyms change in one act', async () => {
  const { container } = await open('#/contacts/beats/2');
  const page = await screen.findByRole('complementary', { name: 'heritage' });
  await within(page).findByText('43 people');
  within(page).getByText('40 people have it itself, the others what stands below it.');
  within(page).getByText('beat:"heritage"');
  expect(await faults(container)).toEqual([]);

  within(page).getByRole('button', { name: 'Edit' }).click();
  const dialog = await screen.findByRole('dialog', { name: 'Edit heritage' });
  await type(within(dialog).getByLabelText('Name'), 'Denkmäler');
  await type(within(dialog).getByLabelText('Stands under'), '');
  await type(within(dialog).getByLabelText('Synonyms'), 'monuments; الآثار, monuments');
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('checkbox', { name: /^Keep “heritage” as a synonym/ });
  within(dialog).getByRole('button', { name: 'Keep changes' }).click();
  await waitFor(() =>
    expect(sent('contacts_edit_beat')).toEqual([
      { beat: 2, edit: { name: 'Denkmäler', keep_old: true, under: '', synonyms: ['monuments', 'الآثار'] } },
    ]),
  );
});

test('what is refused stands at its field and nothing closes; a new one stands below the one that it was begun from', async () => {
  await open('#/contacts/beats/1', {
    contacts_add_beat: ({ name }) =>
      name === 'Sport'
        ? refuse('contacts.refused', { count: 1 }, [place('name', 'contacts.fault.beat_taken', { name: 'sport' })])
        : 4,
  });
  const page = await screen.findByRole('complementary', { name: 'culture' });
  (await within(page).findByRole('button', { name: 'Add one below' })).click();
  const dialog = await screen.findByRole('dialog', { name: 'New beat' });
  expect((within(dialog).getByLabelText('Stands under') as HTMLInputElement).value).toBe('culture');
  await type(within(dialog).getByLabelText('Name'), 'Sport');
  within(dialog).getByRole('button', { name: 'Add beat' }).click();
  await within(dialog).findByText('There is already a beat “sport”. Move it, or make the two one.');
  await type(within(dialog).getByLabelText('Name'), 'folklore');
  within(dialog).getByRole('button', { name: 'Add beat' }).click();
  await waitFor(() => expect(sent('contacts_add_beat').at(-1)).toEqual({ name: 'folklore', under: 1, synonyms: [] }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('without beats the page says what they are; a question that means one alone says so as a chip', async () => {
  const { container } = await open('#/contacts/beats', { contacts_beats: () => ({ beats: [], all: 0, found: 0 }) });
  await screen.findByText('No beats yet');
  expect(await faults(container)).toEqual([]);
});

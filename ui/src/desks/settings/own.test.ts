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
const choose = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const type = async (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });

test('fields of one’s own: made with choices, refused at the place, edited with what each choice was', async () => {
  const { container } = await open('#/settings/own', {
    contacts_add_custom_field: () =>
      refuse('contacts.refused', { count: 1 }, [
        {
          field: 'name',
          row: null,
          column: null,
          length: null,
          what: { key: 'contacts.fault.field_taken', params: { name: 'Press card' } },
          proposal: null,
        },
      ]),
    contacts_change_custom_field: () => null,
  });
  await screen.findByText('field.press-card');
  expect(await faults(container)).toEqual([]);
  (await screen.findByRole('button', { name: 'New field' })).click();
  const dialog = await screen.findByRole('dialog');
  await type(within(dialog).getByLabelText('Name'), 'Press card');
  await choose(within(dialog).getByLabelText('Type'), 'choice');
  await type(await within(dialog).findByRole('textbox', { name: 'Choice 1' }), 'local');
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getAllByRole('button', { name: 'New field' }).at(-1)!.click();
  await within(dialog).findByText('There is already a field “Press card”.');
  expect(sent('contacts_add_custom_field')).toEqual([
    { input: { name: 'Press card', kind: 'choice', choices: ['local'] } },
  ]);
  within(dialog).getByRole('button', { name: 'Cancel' }).click();

  (await screen.findByRole('button', { name: 'More about Press card' })).click();
  (await screen.findByRole('menuitem', { name: 'Edit' })).click();
  const edit = await screen.findByRole('dialog', { name: 'Edit Press card' });
  await type(within(edit).getByLabelText('Choice 1'), 'regional');
  within(edit).getByRole('button', { name: 'Keep changes' }).click();
  await waitFor(() =>
    expect(sent('contacts_change_custom_field')).toEqual([
      {
        id: 2,
        change: {
          name: 'Press card',
          choices: [
            { was: 'local', name: 'regional' },
            { was: 'national', name: 'national' },
          ],
        },
      },
    ]),
  );
});

test('a person shows what their fields say, and the form sends each by its type with the tags', async () => {
  const { container } = await open('#/contacts/5', { contacts_edit: () => null });
  const page = await screen.findByRole('complementary', { name: 'Imogen Carrow' });
  await within(page).findByText('48,250.5');
  for (const words of ['festival', 'guest of honour', 'national', 'Yes']) within(page).getByText(words);
  expect(await faults(container)).toEqual([]);
  within(page).getByRole('button', { name: 'Edit' }).click();
  const dialog = await screen.findByRole('dialog');
  await type(await within(dialog).findByLabelText('Circulation'), '50000');
  await choose(within(dialog).getByLabelText('Speaks'), 'no');
  within(dialog).getByRole('button', { name: 'Remove festival' }).click();
  await type(within(dialog).getByRole('combobox', { name: 'Tags' }), 'VIP, press');
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('button', { name: 'Keep changes' }).click();
  await waitFor(() => expect(sent('contacts_edit')).toHaveLength(1));
  const [{ patch }] = sent('contacts_edit') as [{ patch: { tags: string[]; custom: Record<string, string> } }];
  expect(patch.tags).toEqual(['guest of honour', 'VIP', 'press']);
  expect(patch.custom).toMatchObject({ Circulation: '50000', Speaks: 'no', 'Press card': 'national', Allergies: '' });
});

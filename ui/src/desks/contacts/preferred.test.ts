import { render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, expect, test } from 'vitest';

import { asked, install } from '../../ipc/testing/double';
import { card, people } from '../../ipc/testing/people';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import type { PersonInput, PersonRow } from '../../ipc/bindings';
import PersonForm from './PersonForm.svelte';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
});

test('another address and another phone are put first by a press, and all else of them goes with them', async () => {
  const known = card(people(1)[0] as PersonRow);
  const [address] = known.fields.addresses;
  if (!address) throw new Error('no address');
  const fields: PersonInput = {
    ...known.fields,
    addresses: [address, { ...address, address: 'عنوان@example.org', source: 'Her letter', basis: 'contract' }],
    phones: [
      { number: '1', label: 'work' },
      { number: '2', label: '' },
      { number: '3', label: 'home' },
    ],
  };
  install({ ...world('full'), contacts_edit: () => known });
  render(PersonForm, { card: { ...known, fields }, onclose: () => undefined });
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).queryByRole('button', { name: `Prefer ${address.address}` })).toBeNull();
  within(dialog).getByRole('button', { name: 'Prefer عنوان@example.org' }).click();
  within(dialog).getByRole('button', { name: 'Prefer 3' }).click();
  await within(dialog).findByRole('button', { name: `Prefer ${address.address}` });
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('button', { name: 'Keep changes' }).click();
  await waitFor(() => expect(asked.some((one) => one.command === 'contacts_edit')).toBe(true));
  const sent = asked.find((one) => one.command === 'contacts_edit')?.args as { patch: PersonInput };
  expect(sent.patch.addresses.map((one) => [one.address, one.source])).toEqual([
    ['عنوان@example.org', 'Her letter'],
    [address.address, address.source],
  ]);
  expect(sent.patch.phones.map((one) => one.label)).toEqual(['home', 'work', '']);
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import { asked, install, type Answer } from '../../ipc/testing/double';
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

async function open(answers: Record<string, Answer> = {}) {
  install({ ...world('full'), ...answers });
  location.hash = '#/contacts';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

test('mistyped addresses are told by a badge, and what was meant is taken for one or for all', async () => {
  await open();
  (await screen.findByRole('button', { name: /^Mistyped/ })).click();
  const dialog = await screen.findByRole('dialog', { name: 'Addresses that look mistyped' });
  await within(dialog).findByText('Imogen Carrow');
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('button', { name: 'Write imogen@gmail.com' }).click();
  await waitFor(() => expect(sent('contacts_mend_slips')).toEqual([{ people: [5] }]));
  await waitFor(() => {
    // It does nothing while the first one is under way.
    if (sent('contacts_mend_slips').length < 2) within(dialog).getByRole('button', { name: 'Mend all' }).click();
    expect(sent('contacts_mend_slips')).toEqual([{ people: [5] }, { people: null }]);
  });
  within(dialog).getByRole('button', { name: 'Show them in the list' }).click();
  await waitFor(() => expect(location.hash).toContain('typo'));
});

test('what was perhaps meant is proposed while an address is written, and one press takes it', async () => {
  await open();
  (await screen.findByRole('button', { name: 'New person' })).click();
  const dialog = await screen.findByRole('dialog', { name: 'New person' });
  const field = within(dialog).getByRole('textbox', { name: 'Mail' });
  const type = (value: string) => fireEvent.input(field, { target: { value } });
  await type('ana@gmial.com');
  const told = within(dialog)
    .getAllByRole('status')
    .find((one) => one.closest('.mail'));
  await waitFor(() => expect(told?.textContent).toMatch(/Perhaps meant:\s*ana@gmail\.com/));
  expect(await faults(dialog)).toEqual([]);
  // While more is written nothing old stands there.
  await type('ana@gmial.com.au');
  expect(told?.textContent?.trim()).toBe('');
  await type('ana@gmial.com');
  (await within(dialog).findByRole('button', { name: 'Write ana@gmail.com' })).click();
  await waitFor(() => expect((field as HTMLInputElement).value).toBe('ana@gmail.com'));
  expect(document.activeElement).toBe(field);
  expect(told?.textContent?.trim()).toBe('');
  within(dialog).getByRole('button', { name: 'Add person' }).click();
  await waitFor(() =>
    expect(sent('contacts_add')).toMatchObject([{ person: { addresses: [{ address: 'ana@gmail.com' }] } }]),
  );
});

test('where no address looks mistyped nothing is said of it', async () => {
  await open({ contacts_slips: () => ({ slips: [], count: 0, right: [] }) });
  await screen.findByRole('link', { name: 'Outlets' });
  expect(screen.queryByText('Mistyped')).toBeNull();
});

test('a domain that only looks mistyped is called right, and one that was can be doubted again', async () => {
  await open();
  (await screen.findByRole('button', { name: /^Mistyped/ })).click();
  const dialog = await screen.findByRole('dialog', { name: 'Addresses that look mistyped' });
  (await within(dialog).findByRole('button', { name: 'gmial.com is right' })).click();
  await waitFor(() => expect(sent('contacts_keep_domain')).toEqual([{ said: 'imogen@gmial.com' }]));
  await waitFor(() => {
    if (sent('contacts_doubt_domain').length === 0)
      within(dialog).getByRole('button', { name: 'Ask again: gmal.com' }).click();
    expect(sent('contacts_doubt_domain')).toEqual([{ said: 'gmal.com' }]);
  });
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import type { Published } from '../../ipc/bindings';
import { deliverability } from '../../ipc/testing/deliverability';
import { asked, install } from '../../ipc/testing/double';
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

async function open(hash: string, records: Published = 'yes') {
  install({ ...world('full'), ...deliverability(records) });
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const region = async (name: string) => within(await screen.findByRole('region', { name: new RegExp(`^${name}`) }));

describe('check my domain', () => {
  test('says each part in a sentence, with the record to paste', async () => {
    const { container } = await open('#/settings/accounts/2');
    const domain = await region('Check my domain');
    await fireEvent.click(await domain.findByRole('button', { name: 'Check my domain' }));
    expect(await domain.findByText('Asking: 2 of 5')).toBeTruthy();
    expect(await domain.findByText(/does not let smtp.office365.com send/)).toBeTruthy();
    expect(domain.getByText('v=spf1 mx include:spf.protection.outlook.com -all')).toBeTruthy();
    const standings = [...container.querySelectorAll('[data-part]')].map((one) => one.getAttribute('data-standing'));
    expect(standings).toEqual(['good', 'wrong', 'good', 'look', 'unknown']);
    expect(domain.getByText(/no name server answered. It may well be there/)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('stops when it is asked to', async () => {
    await open('#/settings/accounts/2');
    const domain = await region('Check my domain');
    await fireEvent.click(await domain.findByRole('button', { name: 'Check my domain' }));
    await fireEvent.click(await domain.findByRole('button', { name: 'Cancel' }));
    expect(await domain.findByRole('button', { name: 'Check my domain' })).toBeTruthy();
    await new Promise((done) => setTimeout(done, 200));
    expect(domain.queryByText(/does not let/)).toBeNull();
  });

  test('asks another name server, which must be an address', async () => {
    await open('#/settings/accounts/2');
    const domain = await region('Check my domain');
    await fireEvent.click(await domain.findByRole('button', { name: 'Ask another name server' }));
    const field = await domain.findByLabelText('Name server');
    await fireEvent.input(field, { target: { value: 'dns.example.org' } });
    await fireEvent.click(domain.getByRole('button', { name: 'Keep' }));
    expect(await domain.findByText(/is no name server/)).toBeTruthy();
    await fireEvent.input(field, { target: { value: '192.0.2.1' } });
    await fireEvent.click(domain.getByRole('button', { name: 'Keep' }));
    expect(await domain.findByRole('button', { name: 'Asks 192.0.2.1' })).toBeTruthy();
  });
});

describe('signing', () => {
  const make = async (selector = 'tidings1') => {
    const signing = await region('Signature');
    await fireEvent.click(await signing.findByRole('button', { name: 'Make a key' }));
    await fireEvent.input(await screen.findByLabelText('Selector'), { target: { value: selector } });
    await fireEvent.click(screen.getByRole('button', { name: 'Make the key' }));
    return signing;
  };

  test('makes a key, shows its record, and begins', async () => {
    const { container } = await open('#/settings/accounts/2');
    const signing = await make('harbour');
    expect(await signing.findByText('harbour._domainkey.harbourtrust.example.org')).toBeTruthy();
    await fireEvent.click(signing.getByRole('button', { name: 'Look for the record' }));
    expect(await signing.findByText('The record is found.')).toBeTruthy();
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(signing.getByRole('button', { name: 'Begin to sign' }));
    expect(await signing.findByRole('button', { name: 'Sign no longer' })).toBeTruthy();
    expect(sent('accounts_sign_with_dkim')).toEqual([{ id: 2, on: true, unseen: false }]);
    expect(signing.queryByRole('button', { name: 'Forget' })).toBeNull();
  });

  test('without the record it signs only when that is said', async () => {
    await open('#/settings/accounts/2', 'missing');
    const signing = await make();
    await fireEvent.click(await signing.findByRole('button', { name: 'Begin to sign' }));
    await fireEvent.click(await signing.findByRole('button', { name: 'Sign all the same' }));
    await waitFor(() => expect(sent('accounts_sign_with_dkim').at(-1)).toEqual({ id: 2, on: true, unseen: true }));
  });

  test('a selector that cannot be one is said at its field', async () => {
    await open('#/settings/accounts/2');
    await make('a b');
    expect(await screen.findByText(/cannot be a selector/)).toBeTruthy();
  });
});

test('one click is an https address of the organisation’s own site', async () => {
  await open('#/settings/organisation');
  const field = await screen.findByLabelText('Address of your site for it');
  await fireEvent.input(field, { target: { value: 'http://example.org/{token}' } });
  await fireEvent.blur(field);
  expect(await screen.findByText(/it begins with https/)).toBeTruthy();
  await fireEvent.input(field, { target: { value: 'https://harbourtrust.example.org/leave/{token}' } });
  await fireEvent.blur(field);
  await waitFor(() =>
    expect(sent('rendering_set_one_click').at(-1)).toEqual({ text: 'https://harbourtrust.example.org/leave/{token}' }),
  );
});

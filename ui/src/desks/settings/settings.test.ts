import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { device } from '../../app/device.svelte';
import { router } from '../../app/router.svelte';
import Toasts from '../../app/Toasts.svelte';
import { notices } from '../../app/notices.svelte';
import type { AccountCard } from '../../ipc/bindings';
import { accounts } from '../../ipc/testing/accounts';
import { asked, install, refuse, type Answer } from '../../ipc/testing/double';
import { file } from '../../ipc/testing/workspace';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { AccountDraft, limit, size } from './account.svelte';
import { mailbox } from './mailbox';

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
  for (const notice of notices.list) notices.dismiss(notice.id);
});

async function open(hash: string, answers: Record<string, Answer> = {}) {
  install({ ...world('full'), ...answers });
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  render(Toasts);
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const type = async (label: string | RegExp, value: string) => {
  const field = await screen.findByLabelText(label);
  await fireEvent.input(field, { target: { value } });
  return field;
};

describe('an account as typed', () => {
  test('a limit is a number from 1 up, or none', () => {
    expect([limit(''), limit(' 10,000 '), limit('10.000'), limit('30')]).toEqual([null, 10_000, 10_000, 30]);
    for (const bad of ['0', '-1', 'ten', '1e9x']) expect(limit(bad), bad).toBeNaN();
  });

  test('a size is in megabytes, with a comma or a point', () => {
    expect([size(''), size('25'), size('2,5')]).toEqual([null, 25_000_000, 2_500_000]);
    expect(size('much')).toBeNaN();
  });

  test('a name with commas and quotes stays one name', () => {
    expect(mailbox('Reis, "Ana"', 'press@example.org')).toBe('"Reis, \\"Ana\\"" <press@example.org>');
    expect(mailbox('  ', ' press@example.org ')).toBe('press@example.org');
  });

  test('what was shown rounded is not rounded by editing something else', () => {
    const [, press] = accounts().accounts_list?.({}) as [unknown, ConstructorParameters<typeof AccountDraft>[0]];
    if (!press) throw new Error('the double has no account');
    const draft = new AccountDraft({ ...press, fields: { ...press.fields, size_limit: 36_700_160 } });
    draft.fromName = 'Another';
    expect(draft.input().size_limit).toBe(36_700_160);
    draft.sizeLimit = '20';
    expect(draft.input().size_limit).toBe(20_000_000);
  });

  test('the usual port follows the encryption, one of the user’s own stays', () => {
    const draft = new AccountDraft();
    draft.encrypt('starttls');
    expect(draft.port).toBe('587');
    draft.port = '2525';
    draft.encrypt('implicit');
    expect(draft.port).toBe('2525');
  });
});

describe('adding an account', () => {
  test('an address brings its provider’s server and limits, dated, and says that a password of its own is needed', async () => {
    const { container } = await open('#/settings/accounts/new');
    await type('Address', 'ana@gmail.com');
    await waitFor(() => expect((screen.getByLabelText('Server') as HTMLInputElement).value).toBe('smtp.gmail.com'));
    expect((screen.getByLabelText('In 24 hours') as HTMLInputElement).value).toBe('500');
    expect(screen.getByText(/24 November 2026/)).toBeTruthy();
    expect(screen.getByText(/“app password”/)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('a provider that takes no passwords any more is said before anything is entered', async () => {
    await open('#/settings/accounts/new');
    await screen.findByRole('option', { name: 'Outlook.com' });
    await fireEvent.change(screen.getByLabelText('Provider'), { target: { value: 'outlook-com' } });
    expect(await screen.findByText(/Outlook.com takes no passwords from any program/)).toBeTruthy();
  });

  test('is kept, its password goes to the keychain alone, and it is tested at once', async () => {
    await open('#/settings/accounts/new');
    await type('Address', 'ana@gmail.com');
    await waitFor(() => expect((screen.getByLabelText('Server') as HTMLInputElement).value).toBe('smtp.gmail.com'));
    await type('Sender’s name', 'Ana, of the press office');
    await type('Password', 'canary-7461');
    await fireEvent.click(screen.getByRole('button', { name: 'Add account' }));
    expect(await screen.findByText(/is in this computer’s keychain/)).toBeTruthy();
    const [added] = sent('accounts_add') as { input: { from: string } }[];
    expect(added?.input.from).toBe('"Ana, of the press office" <ana@gmail.com>');
    expect(JSON.stringify(added)).not.toContain('canary');
    expect(sent('accounts_keep_password')).toEqual([{ id: 12, password: 'canary-7461' }]);
    await waitFor(() => expect(sent('accounts_test')).toHaveLength(1));
  });

  test('what the core refuses stands at its field, which has the focus', async () => {
    const { container } = await open('#/settings/accounts/new');
    await type('Address', 'press@example.org');
    await type('Server', 'mail.example.org');
    await fireEvent.change(screen.getByLabelText('Encryption'), { target: { value: 'none' } });
    expect(screen.getByText(/only a server on this very computer/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Add account' }));
    const field = screen.getByLabelText('Encryption');
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(screen.getByText(/mail.example.org is not/)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('a limit that is no number is caught before the core is asked', async () => {
    await open('#/settings/accounts/new');
    await type('Address', 'press@example.org');
    await type('A minute', 'many');
    await fireEvent.click(screen.getByRole('button', { name: 'Add account' }));
    await waitFor(() => expect(screen.getByLabelText('A minute').getAttribute('aria-invalid')).toBe('true'));
    expect(sent('accounts_add')).toEqual([]);
  });
});

describe('one account', () => {
  test('says why it waits, in the list and on its page, and goes on as one', async () => {
    const says = { key: 'distribution.quota', params: { answer: '5.4.5 Daily user sending limit exceeded' } };
    const answers = accounts();
    const cards = (answers['accounts_list'] as () => AccountCard[])();
    let paused = true;
    const listed = () => cards.map((one) => (one.id === 2 && paused ? { ...one, paused: { says, at: 0 } } : one));
    const { container } = await open('#/settings/accounts', {
      ...answers,
      accounts_list: listed,
      distribution_resume_account: () => {
        paused = false;
        return [{}, {}] as never;
      },
    });
    await fireEvent.click(await screen.findByRole('link', { name: /Paused: nothing leaves/ }));
    await screen.findByText(/Daily user sending limit exceeded/);
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
    await waitFor(() => expect(sent('distribution_resume_account')).toEqual([{ account: 2 }]));
    await screen.findByText(/2 distributions waited for it/);
  });

  test('its test says each step that passed', async () => {
    const { container } = await open('#/settings/accounts/2');
    await fireEvent.click(await screen.findByRole('button', { name: 'Test now' }));
    for (const words of [/smtp.office365.com was found/, /TLS 1.3/, /took the password/, /lets you send as/])
      expect(await screen.findByText(words)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('a step that fails says in words which, and what to do', async () => {
    await open('#/settings/accounts/2', accounts(false, 'password'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Test now' }));
    const failed = await screen.findByRole('alert');
    expect(failed.textContent).toContain('did not take user name and password');
    expect(screen.getByText(/smtp.office365.com was found/)).toBeTruthy();
    expect(screen.queryByText(/took the password/)).toBeNull();
  });

  test('a password that this computer does not keep is asked for, and the test goes on', async () => {
    const { container } = await open('#/settings/accounts/2', accounts(false, 'asks'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Test now' }));
    const dialog = await screen.findByRole('dialog', { name: 'The password of Press office' });
    expect(await faults(container)).toEqual([]);
    await fireEvent.input(within(dialog).getByLabelText('Password'), { target: { value: 'canary-7461' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Use it' }));
    await waitFor(() => expect(sent('accounts_use_password')).toEqual([{ id: 2, password: 'canary-7461' }]));
    expect(await screen.findByText(/took the password/)).toBeTruthy();
  });

  test('who does not give the password is told that it is needed', async () => {
    await open('#/settings/accounts/2', accounts(false, 'asks'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Test now' }));
    const dialog = await screen.findByRole('dialog', { name: 'The password of Press office' });
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect((await screen.findByRole('alert')).textContent).toContain('is needed');
    expect(sent('accounts_test')).toHaveLength(1);
  });

  test('a certificate that nobody vouches for is trusted only after its fingerprint was shown', async () => {
    const { container } = await open('#/settings/accounts/2', accounts(false, 'certificate'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Test now' }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Trust this certificate…' }));
    expect(sent('accounts_trust_certificate')).toEqual([]);
    const dialog = await screen.findByRole('dialog', { name: /smtp.office365.com/ });
    expect(within(dialog).getByText(/^A3:F1:C2/)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Trust this one' }));
    expect(await screen.findByText(/lets you send as/)).toBeTruthy();
    await fireEvent.click(await screen.findByRole('button', { name: 'Trust it no longer' }));
    await waitFor(() => expect(sent('accounts_trust_certificate').at(-1)).toEqual({ id: 2, fingerprint: '' }));
  });

  test('who logs in as another than they send as proves the address with a code', async () => {
    const { container } = await open('#/settings/accounts/2', accounts(false, 'alias'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Mail the code' }));
    await type(/The code that came to press@/, '123456');
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(screen.queryByLabelText(/The code that came to/)).toBeNull());
    expect(sent('accounts_confirm_code')).toEqual([{ address: 'press@harbourtrust.example.org', code: '123456' }]);
  });

  test('its mailbox is set up from what is proposed, with the password for sending only if told so, and tested', async () => {
    const { container } = await open('#/settings/accounts/2');
    await fireEvent.click(await screen.findByRole('button', { name: 'Set up' }));
    const dialog = await screen.findByRole('dialog', { name: /mailbox of/ });
    expect(within(dialog).getByLabelText<HTMLInputElement>(/^Server/).value).toBe('outlook.office365.com');
    await fireEvent.click(within(dialog).getByLabelText('The password is the one for sending'));
    await fireEvent.input(within(dialog).getByLabelText('Password'), { target: { value: 'canary' } });
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Keep and test' }));
    await waitFor(() => expect(sent('accounts_keep_reading_password')).toEqual([{ id: 2, password: 'canary' }]));
    await screen.findByText('“Sent Items” and the inbox can be read');
    await fireEvent.click(screen.getByRole('button', { name: 'Find out about copies' }));
    await screen.findByText(/Your provider keeps a copy/);
  });

  test('the certificate of its mailbox is trusted only after its fingerprint was shown, too', async () => {
    const answers = accounts();
    let trusted = false;
    await open('#/settings/accounts/2', {
      ...answers,
      accounts_reading: async (args) => ({
        ...(await answers['accounts_reading']?.(args))!,
        fields: { server: { host: 'imap.example.org', port: 993, tls: 'implicit', user: 'press' }, sent_folder: '' },
      }),
      accounts_test_reading: () =>
        trusted
          ? { sent_folder: 'Sent', tls: 'TLS 1.3' }
          : refuse('accounts.certificate_unknown', { host: 'imap.example.org', certificate: 'a3f1c2' }),
      accounts_trust_reading_certificate: () => ((trusted = true), null),
    });
    const mailbox = await screen.findByRole('region', { name: /Your mailbox/ });
    await fireEvent.click(await within(mailbox).findByRole('button', { name: 'Test now' }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Trust this certificate…' }));
    expect(sent('accounts_trust_reading_certificate')).toEqual([]);
    const dialog = await screen.findByRole('dialog', { name: /imap.example.org/ });
    expect(within(dialog).getByText('A3:F1:C2')).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Trust this one' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(sent('accounts_trust_reading_certificate')).toEqual([{ id: 2, fingerprint: 'a3f1c2' }]);
  });

  test('is removed with an undo', async () => {
    await open('#/settings/accounts/2');
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove account' }));
    await waitFor(() => expect(sent('accounts_remove')).toEqual([{ id: 2 }]));
    await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(sent('workspace_undo')).toEqual([{ action: null }]));
  });

  test('is removed with a word about the keychain where that did not open', async () => {
    await open('#/settings/accounts/2', { ...accounts(), accounts_remove: () => 'keychain-shut' });
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove account' }));
    await screen.findByText(/keychain did not open: if it has the password, it has it still/);
  });
});

describe('addresses of one’s own', () => {
  test('wait for the code that was mailed, each for its own', async () => {
    const { container } = await open('#/settings/accounts');
    await fireEvent.click(await screen.findByRole('button', { name: 'Add another address of your own' }));
    await type('An address of your own', 'desk@example.org');
    await fireEvent.click(screen.getByRole('button', { name: 'Mail the code' }));
    const code = await type(/The code that came to desk@example.org/, '999999');
    await fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('This is not the code that was mailed.')).toBeTruthy();
    expect(await faults(container)).toEqual([]);
    await fireEvent.input(code, { target: { value: '123456' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(screen.queryByLabelText(/The code that came to/)).toBeNull());
    expect(screen.getByRole('button', { name: 'Remove desk@example.org' })).toBeTruthy();
  });
});

describe('copies, check and history', () => {
  test('the check says each promise in words, and names what is broken', async () => {
    const { container } = await open('#/settings/copies', file(false, true));
    await fireEvent.click(await screen.findByRole('button', { name: 'Check now' }));
    expect(await screen.findByText(/Everything that is referred to is there/)).toBeTruthy();
    expect(screen.getByText('person_address 412 -> person 97')).toBeTruthy();
    expect(screen.getByText(/Do not go on with this file/)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('the copies say what each gives back and what they take together', async () => {
    const { container } = await open('#/settings/copies');
    expect(await screen.findByText('Together they take 61 MB: photos and other files are kept once.')).toBeTruthy();
    expect(screen.getByText('48 MB')).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('a copy that failed is said where the copies are, with a way to try again', async () => {
    const trouble = { key: 'workspace.disk_full', params: {} };
    await open('#/settings/copies', { workspace_info: () => ({ ...workspace, backup_trouble: trouble }) });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The disk is full');
    await fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(sent('workspace_backup_daily')).toHaveLength(1));
  });

  test('one act of history is taken back by its own button', async () => {
    const { container } = await open('#/settings/history');
    await fireEvent.click(await screen.findByRole('button', { name: 'Undo: Account “Press office” added' }));
    await waitFor(() => expect(sent('workspace_undo')).toEqual([{ action: 38 }]));
    await waitFor(() => expect(screen.getAllByText('taken back')).toHaveLength(2));
    expect(await faults(container)).toEqual([]);
  });
});

describe('keys', () => {
  test('single letters can be turned off, and stay off', async () => {
    const { container } = await open('#/settings/keys');
    await fireEvent.click(await screen.findByRole('switch', { name: 'Single letters act in lists' }));
    expect(device.letters).toBe(false);
    expect(localStorage.getItem('tidings.letters')).toBe('off');
    expect(await faults(container)).toEqual([]);
    device.setLetters(true);
  });
});

describe('the breakers', () => {
  test('are kept as they are typed, and go back to the usual numbers', async () => {
    const { container } = await open('#/settings/breakers');
    const lost = await screen.findByLabelText<HTMLInputElement>('Connections lost in a row');
    expect(lost.value).toBe('3');
    await type('Connections lost in a row', 'many');
    await fireEvent.blur(lost);
    expect(screen.getByText('A whole number; zero switches it off.')).toBeTruthy();
    expect(sent('distribution_set_breakers')).toHaveLength(0);
    await type('Connections lost in a row', '0');
    await fireEvent.blur(lost);
    await waitFor(() => expect(sent('distribution_set_breakers')).toMatchObject([{ wanted: { lost: 0, equal: 3 } }]));
    expect(await faults(container)).toEqual([]);
  });
});

describe('the connections', () => {
  test('that left the computer are listed, the others by choice, and the list is emptied', async () => {
    const { container } = await open('#/settings/network');
    expect(await screen.findAllByText('smtp.office365.com')).toHaveLength(3);
    expect(screen.getByText('outlook.office365.com')).toBeTruthy();
    expect(screen.getByText('Ended: it could not be made secure')).toBeTruthy();
    expect(screen.queryByText('127.0.0.1')).toBeNull();
    await fireEvent.click(screen.getByRole('switch', { name: 'Also those inside this computer' }));
    expect(await screen.findByText('127.0.0.1')).toBeTruthy();
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Empty the list…' }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Empty it' }));
    await waitFor(() => expect(sent('network_clear')).toHaveLength(1));
    await waitFor(() => expect(screen.getAllByText('smtp.office365.com')).toHaveLength(1));
  });

  test('are none in a new workspace', async () => {
    const { container } = await open('#/settings/network', { network_log: () => [] });
    expect(await screen.findByText('No connection yet')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Empty the list…' })).toBeNull();
    expect(await faults(container)).toEqual([]);
  });
});

describe('signing in', () => {
  test('is entered for a new account at Microsoft, and a missing client ID is said before anything is added', async () => {
    const { container } = await open('#/settings/accounts/new');
    await type('Address', 'press@harbourtrust.example.org');
    await fireEvent.change(await screen.findByLabelText('Provider'), { target: { value: 'microsoft-365' } });
    expect(await screen.findByRole('radio', { name: 'By signing in in the browser', checked: true })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Add account' }));
    expect(await screen.findByText('Without the client ID nobody can sign in.')).toBeTruthy();
    expect(sent('accounts_add')).toHaveLength(0);
    expect(await faults(container)).toEqual([]);
    await type('Client ID', ' 8eaef023 ');
    await type('Directory (tenant) ID', 'a/b');
    await fireEvent.click(screen.getByRole('button', { name: 'Add account' }));
    expect(await screen.findByText(/“a\/b” is no directory/)).toBeTruthy();
    await type('Directory (tenant) ID', 'harbourtrust.example.org');
    await fireEvent.click(screen.getByRole('button', { name: 'Add account' }));
    await waitFor(() => expect(sent('accounts_set_sign_in')).toHaveLength(2));
    expect(sent('accounts_add'), 'added once, though the form was sent twice').toHaveLength(1);
    expect(sent('accounts_edit')).toHaveLength(1);
    expect(sent('accounts_set_sign_in').at(-1)).toMatchObject({
      wanted: { provider: 'microsoft', client_id: '8eaef023', tenant: 'harbourtrust.example.org', port: null },
      secret: null,
    });
    expect(sent('accounts_keep_password')).toHaveLength(0);
  });

  test('opens the guide', async () => {
    const { container } = await open('#/settings/accounts/2/edit', accounts(false, 'signs-in'));
    await fireEvent.click(await screen.findByRole('button', { name: 'How to get a client ID, step by step' }));
    expect(await screen.findByText(/App registrations/)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('waits for the browser, and tests the account once it came back', async () => {
    const { container } = await open('#/settings/accounts/2', accounts(false, 'signs-in'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Sign in with Microsoft…' }));
    expect(await screen.findByText(/^Waiting for your browser/)).toBeTruthy();
    expect(await screen.findByText(/oauth2\/v2.0\/authorize/)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
    expect(await screen.findByText(/^Signed in at login.microsoftonline.com/)).toBeTruthy();
    await waitFor(() => expect(sent('accounts_test')).toHaveLength(1));
    expect(screen.getByRole('button', { name: 'Sign in again…' })).toBeTruthy();
  });

  test('is cancelled without a word, and a refusal says why', async () => {
    await open('#/settings/accounts/2', accounts(false, 'silent'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Sign in with Microsoft…' }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByRole('button', { name: 'Sign in with Microsoft…' })).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('that is declined says so', async () => {
    const { container } = await open('#/settings/accounts/2', accounts(false, 'declined'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Sign in with Microsoft…' }));
    expect(await screen.findByText('The sign-in was declined in the browser.')).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('is given up for a password', async () => {
    await open('#/settings/accounts/2', accounts(false, 'signs-in'));
    await fireEvent.click(await screen.findByRole('button', { name: 'Use a password instead' }));
    await waitFor(() => expect(sent('accounts_set_sign_in')).toMatchObject([{ wanted: null, secret: null }]));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Signing in' })).toBeNull());
  });
});
describe('the working hours', () => {
  test('are kept as they are chosen, and a day that is none is told beside its field', async () => {
    const { container } = await open('#/settings/hours');
    await fireEvent.click(await screen.findByRole('switch', { name: 'New distributions keep to them' }));
    await waitFor(() => expect(sent('distribution_set_usual_hours')).toMatchObject([{ wanted: { on: true } }]));
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Friday' }));
    await waitFor(() =>
      expect(sent('distribution_set_usual_hours').at(-1)).toMatchObject({ wanted: { hours: { days: [1, 2, 3, 4] } } }),
    );
    await fireEvent.change(screen.getByLabelText('To'), { target: { value: '1020' } });
    await waitFor(() =>
      expect(sent('distribution_set_usual_hours').at(-1)).toMatchObject({ wanted: { hours: { from: 540, to: 1020 } } }),
    );
    await type('Add a day', '1 Jan 2027');
    await fireEvent.blur(screen.getByLabelText('Add a day'));
    await waitFor(() =>
      expect(sent('distribution_set_usual_hours').at(-1)).toMatchObject({
        wanted: { hours: { holidays: ['2026-12-25', '2027-01-01'] } },
      }),
    );
    expect(screen.getByLabelText<HTMLInputElement>('Add a day').value, 'ready for the next').toBe('');
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove 25 December 2026' }));
    await waitFor(() =>
      expect(sent('distribution_set_usual_hours').at(-1)).toMatchObject({
        wanted: { hours: { holidays: ['2027-01-01'] } },
      }),
    );
    expect(await faults(container)).toEqual([]);
  });
});

import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import PasswordDialog from '../../app/PasswordDialog.svelte';
import { changed } from '../../ipc/live.svelte';
import { install, refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { open, sent, withDialogs } from './testing';

beforeAll(withDialogs);
beforeEach(() => install(world('full')));

describe('what an earlier run planned', () => {
  test('goes on without a look only when the user says so', async () => {
    const failed = { key: 'distribution.look_first_failed', params: { why: 'Nobody answers.', code: 'net.x' } };
    const { distribution_show: show, ...rest } = world('full');
    install({
      ...rest,
      distribution_show: async (args) => ({
        ...(await show?.(args))!,
        state: 'paused',
        because: 'user',
        trouble: failed,
      }),
    });
    open('#/distributions/5');
    expect(await screen.findByText(/Nobody could look among your sent mails/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Go on without looking' }));
    await waitFor(() => expect(sent('distribution_without_look')).toEqual([{ id: 5 }]));
    await waitFor(() => expect(sent('distribution_resume')).toEqual([{ id: 5 }]));
  });
});

describe('an address that did not work', () => {
  test('is corrected beside the refused row, with the contact, and one letter goes', async () => {
    const { container } = open('#/distributions/4');
    await fireEvent.click(await screen.findByRole('button', { name: /^Refused/ }));
    const refused = await screen.findAllByText('Refused: no such mailbox');
    await fireEvent.click(refused[0]?.closest('[role=row]') as HTMLElement);
    await fireEvent.click(await screen.findByRole('button', { name: 'Correct the address…' }));
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Address' });
    expect(screen.getByRole('button', { name: 'Send it there' }).getAttribute('aria-disabled')).toBe('true');
    await fireEvent.input(field, { target: { value: 'person1@paper.example.net' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Send it there' }));
    expect(await screen.findByText(/on the list already: Ruth Vale/)).toBeTruthy();
    await fireEvent.input(field, { target: { value: ' new@paper.example.net ' } });
    expect(screen.queryByText(/on the list already/)).toBeNull();
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Send it there' }));
    await waitFor(() =>
      expect(sent('distribution_repair').at(-1)).toEqual({
        id: 4,
        wanted: {
          whose: { whose: 'row', delivery: 4_000_012 },
          address: 'new@paper.example.net',
          in_contacts: true,
        },
      }),
    );
    expect(await screen.findByText(/another row stands in its place/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Correct the address…' })).toBeNull();
  });

  test('is corrected for somebody who was left out for it, and for nobody else', async () => {
    open('#/distributions/4');
    await fireEvent.click(await screen.findByRole('button', { name: /with reasons/ }));
    const list = await screen.findByRole('dialog');
    const acts = await within(list).findAllByRole('button', { name: 'Correct the address…' });
    expect(acts.length).toBeGreaterThan(0);
    await fireEvent.click(acts[0] as HTMLElement);
    const field = await screen.findByRole('textbox', { name: 'Address' });
    await fireEvent.input(field, { target: { value: 'new@paper.example.net' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Send it there' }));
    await waitFor(() =>
      expect(sent('distribution_repair').at(-1)).toMatchObject({ wanted: { whose: { whose: 'left-out' } } }),
    );
  });
});

describe('a certificate', () => {
  test.each([
    ['distribution.certificate_false', 'The certificate does not hold'],
    ['distribution.no_certificate', 'The certificate could not be checked'],
  ])('that was changed is told from a file that is none: %s', async (code, title) => {
    install({
      ...world('full'),
      window_choose_certificate: () => ({ token: 1, name: 'lens.json' }),
      distribution_verify_certificate: () => refuse(code, { file: 'lens.json' }),
    });
    open('#/distributions');
    await fireEvent.click(await screen.findByRole('button', { name: 'More' }));
    await fireEvent.click(await screen.findByRole('menuitem', { name: 'Check a certificate…' }));
    expect(await screen.findByRole('dialog', { name: title })).toBeTruthy();
  });
});

describe('a domain that refused several', () => {
  test('says why it waits, and goes on alone', async () => {
    open('#/distributions/6');
    expect(await screen.findByText(/coastline.example.net refused 5 letters running/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Go on with coastline.example.net' }));
    await waitFor(() =>
      expect(sent('distribution_release_domain')).toEqual([{ id: 6, domain: 'coastline.example.net' }]),
    );
  });
});

describe('the first few', () => {
  test('are asked for on the page before Send, as many as are typed and no nonsense', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    const send = await screen.findByRole('button', { name: 'Send to 213 people' });
    await fireEvent.change(screen.getByRole('combobox', { name: 'Order' }), { target: { value: 'few' } });
    const count = await screen.findByRole<HTMLInputElement>('textbox', { name: 'How many go first' });
    expect(count.value).toBe('5');
    await fireEvent.input(count, { target: { value: '8' } });
    await fireEvent.input(count, { target: { value: '800' } });
    expect(screen.getByText('At least one, at most 50.')).toBeTruthy();
    await fireEvent.change(screen.getByRole('combobox', { name: 'And then' }), { target: { value: '600000' } });
    await waitFor(() => expect(send.getAttribute('aria-disabled')).toBeNull());
    await fireEvent.click(send);
    await waitFor(() => expect(sent('distribution_send')).toHaveLength(1));
    const [args] = sent('distribution_send') as { request: { first: unknown } }[];
    expect(args?.request.first).toEqual({ count: 8, wait_ms: 600_000 });
  });

  test('ask about the rest, with the focus on the answer that sends nothing', async () => {
    const { container } = open('#/distributions/8');
    expect(await screen.findByRole('heading', { name: 'First 5 accepted: go on with 208?' })).toBeTruthy();
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Wait; keep it paused' })),
    );
    expect(within(await screen.findByRole('list', { name: 'The first 5' })).getAllByRole('listitem')).toHaveLength(5);
    const first = await screen.findByRole('heading', { name: /^As it went to/ });
    const name = first.textContent;
    expect(await screen.findByTitle('The letter')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: '1 of 5: next' }));
    await waitFor(() => expect(first.textContent).not.toBe(name));
    expect(sent('distribution_letter')).toHaveLength(2);
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Go on with 208 people' }));
    await waitFor(() => expect(sent('distribution_resume')).toEqual([{ id: 8 }]));
  });
});

describe('the hold', () => {
  test.each([
    ['while it is held', 7],
    ['at the first few', 8],
  ])('names the sender as the readers see them, not who pressed Send: %s', async (_, id) => {
    const { distribution_show: show, ...rest } = world('full');
    install({ ...rest, distribution_show: async (args) => ({ ...(await show?.(args))!, created_by: 'tomas' }) });
    open(`#/distributions/${id}`);
    const facts = await screen.findByRole('complementary');
    await within(facts).findByText('Ines Calder, Harbour Trust');
    expect(facts.textContent).not.toContain('tomas');
  });

  test('puts “Take it back” under the focus and leads back to the page', async () => {
    open('#/distributions/7');
    const take = await screen.findByRole('button', { name: /Take it back/ });
    await waitFor(() => expect(document.activeElement).toBe(take));
    await fireEvent.click(take);
    await waitFor(() => expect(sent('distribution_take_back')).toEqual([{ id: 7 }]));
    await waitFor(() => expect(location.hash).toContain('distributions/new?document=1'));
  });

  test('has no fault that axe knows', async () => {
    const { container } = open('#/distributions/7');
    await screen.findByRole('button', { name: /Take it back/ });
    expect(await faults(container)).toEqual([]);
  });
});

describe('a distribution that waits for its account', () => {
  test('asks for the password that this computer does not keep, and goes on', async () => {
    const answers = world('full');
    const show = answers['distribution_show'] as (args: Record<string, never>) => object;
    const trouble = { key: 'accounts.password_needed', params: { account: 'Press office' } };
    install({ ...answers, distribution_show: (args) => ({ ...show(args), trouble }) });
    render(PasswordDialog);
    open('#/distributions/5');
    await fireEvent.click(await screen.findByRole('button', { name: 'Enter the password…' }));
    const dialog = await screen.findByRole('dialog', { name: 'The password of Press office' });
    await fireEvent.input(within(dialog).getByLabelText('Password'), { target: { value: 'canary-7461' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Use it' }));
    await waitFor(() => expect(sent('accounts_use_password')).toEqual([{ id: 2, password: 'canary-7461' }]));
    await waitFor(() => expect(sent('distribution_resume')).toEqual([{ id: 5 }]));
  });

  test('leads to the account when the server did not take the password', async () => {
    open('#/distributions/5');
    const link = await screen.findByRole('link', { name: 'Open the account' });
    expect(link.getAttribute('href')).toBe('#/settings/accounts/2');
  });
});

describe('the ledger', () => {
  test('asks about an uncertain row and sends nothing again by itself', async () => {
    open('#/distributions/6');
    const ask = await screen.findByRole('group', { name: /^Uncertain:/ });
    expect(sent('distribution_resolve')).toEqual([]);
    await fireEvent.click(within(ask).getByRole('button', { name: 'It arrived' }));
    await waitFor(() =>
      expect(sent('distribution_resolve')).toEqual([
        { id: 6, which: { which: 'one', delivery: 6_000_003 }, how: 'accepted' },
      ]),
    );
  });

  test('asks although the sum knows later than the rows that they are uncertain', async () => {
    const { distribution_show: show, ...rest } = world('full');
    let known = () => {};
    const waits = new Promise<void>((done) => (known = done));
    let asked = 0;
    install({
      ...rest,
      distribution_show: async (args) => {
        const card = (await show?.(args))!;
        asked += 1;
        if (asked > 1) await waits;
        return asked > 1 ? card : { ...card, uncertain: 0 };
      },
    });
    open('#/distributions/6');
    await waitFor(() => expect(sent('distribution_view_rows')).toHaveLength(1));
    changed([{ topic: 'delivery', id: null }]);
    await waitFor(() => expect(sent('distribution_view_rows')).toHaveLength(2), { timeout: 3_000 });
    expect(screen.queryByRole('group', { name: /^Uncertain:/ })).toBeNull();
    known();
    expect(await screen.findByRole('group', { name: /^Uncertain:/ })).toBeTruthy();
  });

  test('takes each of two quick answers, for two different people', async () => {
    const answers = world('full');
    const resolve = answers['distribution_resolve'] as (args: Record<string, never>) => number;
    const slow = (args: Record<string, never>) => new Promise((done) => setTimeout(() => done(resolve(args)), 50));
    install({ ...answers, distribution_resolve: slow });
    open('#/distributions/3');
    const arrived = await screen.findByRole('button', { name: 'It arrived' });
    await fireEvent.click(arrived);
    await fireEvent.click(arrived);
    await waitFor(() =>
      expect(sent('distribution_resolve')).toEqual([
        { id: 3, which: { which: 'one', delivery: 3_000_000 }, how: 'accepted' },
        { id: 3, which: { which: 'one', delivery: 3_000_001 }, how: 'accepted' },
      ]),
    );
  });

  test('offers to send to the missing where the core says that somebody is, and else says why not', async () => {
    const offer = () => screen.findByRole('button', { name: 'Send to the missing…' });
    install({ ...world('full'), distribution_missing: () => refuse('distribution.nobody_missing') });
    open('#/distributions/4');
    await waitFor(async () => expect((await offer()).title).toMatch(/^Nobody is missing/));
    await fireEvent.click(await offer());
    expect(location.hash).toBe('#/distributions/4');
    cleanup();
    install(world('full'));
    open('#/distributions/4');
    await waitFor(async () => expect((await offer()).hasAttribute('aria-disabled')).toBe(false));
    await fireEvent.click(await offer());
    await waitFor(() => expect(location.hash).toContain('parent=4'));
  });

  test('says beside the question what the mailbox shows, and settles by it only when told to', async () => {
    open('#/distributions/3');
    const ask = await screen.findByRole('group', { name: /^Uncertain:/ });
    await fireEvent.click(await within(ask).findByRole('button', { name: 'Look in the mailbox' }));
    await waitFor(() => expect(sent('distribution_look')).toEqual([{ id: 3 }]));
    await within(ask).findByText(/Found in “Sent Items”/);
    expect(sent('distribution_resolve')).toEqual([]);
    await fireEvent.click(await within(ask).findByRole('button', { name: 'Count the 3 that were found as arrived' }));
    await waitFor(() =>
      expect(sent('distribution_resolve')).toEqual([{ id: 3, which: { which: 'evident' }, how: 'accepted' }]),
    );
  });

  test('asks before it sends again to all uncertain ones', async () => {
    open('#/distributions/3');
    const ask = await screen.findByRole('group', { name: /^Uncertain:/ });
    await fireEvent.click(within(ask).getByRole('button', { name: 'All 3…' }));
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Send all 3 again' }));
    expect(sent('distribution_resolve')).toEqual([]);
    await fireEvent.click(await screen.findByRole('button', { name: 'Send all 3 again' }));
    await waitFor(() =>
      expect(sent('distribution_resolve')).toEqual([{ id: 3, which: { which: 'all' }, how: 'again' }]),
    );
  });

  test('filters by the state whose figure is pressed', async () => {
    open('#/distributions/6');
    await fireEvent.click(await screen.findByRole('button', { name: /^Refused 2/ }));
    await waitFor(() =>
      expect(sent('distribution_open_view').at(-1)).toEqual({
        id: 6,
        states: ['refused-permanent'],
        search: '',
        language: null,
      }),
    );
  });

  test('says in which language each letter is, and shows those of one language alone', async () => {
    open('#/distributions/4');
    const table = await screen.findByRole('grid', { name: 'Ledger' });
    await within(table).findByRole('columnheader', { name: 'Language' });
    expect((await within(table).findAllByRole('gridcell', { name: 'German' })).length).toBeGreaterThan(0);
    await fireEvent.change(screen.getByRole('combobox', { name: 'Language' }), { target: { value: 'de' } });
    await waitFor(() =>
      expect(sent('distribution_open_view')).toContainEqual({ id: 4, states: [], search: '', language: 'de' }),
    );
    await waitFor(() => expect(within(table).queryAllByRole('gridcell', { name: 'English' })).toEqual([]));
  });

  test('says nothing of languages where the text goes in one', async () => {
    open('#/distributions/6');
    await screen.findByRole('grid', { name: 'Ledger' });
    expect(screen.queryByRole('columnheader', { name: 'Language' })).toBeNull();
    expect(screen.queryByRole('combobox', { name: 'Language' })).toBeNull();
  });

  test('stops only after the sentence with the numbers', async () => {
    open('#/distributions/6');
    await fireEvent.click(await screen.findByRole('button', { name: 'Stop' }));
    expect(await screen.findByText('Stop after 142 of 213?')).toBeTruthy();
    expect(sent('distribution_stop')).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Stop now' }));
    await waitFor(() => expect(sent('distribution_stop')).toEqual([{ id: 6 }]));
  });

  test('of 200,000 people holds only the rows on screen', async () => {
    const { container } = open('#/distributions/3');
    const grid = await screen.findByRole('grid', { name: 'Ledger' });
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('200001'));
    expect(container.querySelectorAll('[role="row"]').length).toBeLessThan(80);
  });

  test('has no fault that axe knows', async () => {
    const { container } = open('#/distributions/6');
    await screen.findByRole('group', { name: /^Uncertain:/ });
    expect(await faults(container)).toEqual([]);
  });
});

describe('the list', () => {
  test('names the first step when nothing was sent', async () => {
    install(world('new'));
    open('#/distributions');
    expect(await screen.findByText('Nothing was sent yet')).toBeTruthy();
  });

  test('has no fault that axe knows', async () => {
    const { container } = open('#/distributions');
    await screen.findAllByRole('row');
    expect(await faults(container)).toEqual([]);
  });
});

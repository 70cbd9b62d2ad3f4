import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import PasswordDialog from '../../app/PasswordDialog.svelte';
import { router } from '../../app/router.svelte';
import type { SendRequest } from '../../ipc/bindings';
import { changed } from '../../ipc/live.svelte';
import { asked, install, refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import DistributionsDesk from './DistributionsDesk.svelte';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
});
beforeEach(() => install(world('full')));

function open(hash: string) {
  location.hash = hash;
  router.place = {
    desk: 'distributions',
    path: hash.split('?')[0]?.split('/').slice(2) ?? [],
    query: new URLSearchParams(hash.split('?')[1] ?? ''),
  };
  return render(DistributionsDesk);
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

describe('the page before Send', () => {
  test('says the number in the button and adds up who is left out', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    const send = await screen.findByRole('button', { name: 'Send to 213 people' });
    expect(send.getAttribute('aria-keyshortcuts')).toBeNull();
    const sum = screen.getByRole('table', { name: 'Audience' });
    const figures = within(sum)
      .getAllByRole('row')
      .map((row) => Number(row.querySelector('td')?.textContent?.replace('−', '-')));
    expect(figures.slice(0, -1).reduce((all, one) => all + one, 0)).toBe(figures.at(-1));
  });

  test('opens with the focus on the audience', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Audience' })));
  });

  test('chooses nobody by itself among several segments, and keeps Send shut until somebody is chosen', async () => {
    open('#/distributions/new?document=1');
    const audience = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Audience' });
    await within(audience).findByRole('option', { name: /Heritage press/ });
    expect(audience.value).toBe('');
    expect(screen.getByRole('button', { name: 'Send' }).getAttribute('title')).toBe('Nobody is chosen yet.');
    expect(sent('distribution_review')).toHaveLength(0);
    await screen.findByText('Subject');
    expect(screen.queryByText('To')).toBeNull();
    await fireEvent.change(audience, { target: { value: 'Heritage press' } });
    expect(await screen.findByRole('button', { name: 'Send to 213 people' })).toBeTruthy();
  });

  test('sends what was reviewed, with the seal of that review', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    await fireEvent.click(await screen.findByRole('button', { name: 'Send to 213 people' }));
    await waitFor(() => expect(sent('distribution_send')).toHaveLength(1));
    const [args] = sent('distribution_send') as { seal: string; request: { to: string; document: number } }[];
    expect(args?.seal).toBe('seal-213');
    expect(args?.request).toMatchObject({ to: 'Heritage press', document: 1 });
  });

  test('stays on while it looks again at what changed elsewhere: no press is lost', async () => {
    const { distribution_review: review, ...rest } = world('full');
    let answers = true;
    install({
      ...rest,
      distribution_review: async (args) => (answers ? (await review?.(args))! : await new Promise<never>(() => {})),
    });
    open('#/distributions/new?document=1&to=Heritage%20press');
    const send = await screen.findByRole('button', { name: 'Send to 213 people' });
    const before = sent('distribution_review').length;
    answers = false;
    changed([{ topic: 'delivery', id: null }]);
    await waitFor(() => expect(sent('distribution_review')).toHaveLength(before + 1));
    await fireEvent.click(send);
    await waitFor(() => expect(sent('distribution_send')).toHaveLength(1));
  });

  test('counts again when a person is left out, before Send can be pressed', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    await screen.findByRole('button', { name: 'Send to 213 people' });
    await fireEvent.click(screen.getAllByRole('button', { name: 'Leave out' })[0] as HTMLElement);
    expect(await screen.findByRole('button', { name: 'Send to 212 people' })).toBeTruthy();
  });

  test('keeps Send shut while something must be mended, and says so', async () => {
    open('#/distributions/new?document=3&to=Heritage%20press');
    const send = await screen.findByRole('button', { name: 'Send to 213 people' });
    expect(send.getAttribute('aria-disabled')).toBe('true');
    await fireEvent.click(send);
    expect(sent('distribution_send')).toHaveLength(0);
    expect(send.getAttribute('title')).toBe('1 thing must be mended first.');
  });

  test('leads from “nobody” to those who are left out, not to the text', async () => {
    const nobody = { blocks: true, what: { key: 'distribution.finding.nobody', params: {} }, person: null, places: [] };
    const { distribution_review: review, ...rest } = world('full');
    install({
      ...rest,
      distribution_review: async (args) => ({ ...(await review?.(args))!, recipients: 0, findings: [nobody] }),
    });
    open('#/distributions/new?document=1&to=Heritage%20press');
    const flight = await screen.findByRole('region', { name: 'Flight simulator' });
    const see = await within(flight).findByRole('button', { name: 'See all 230 left out' });
    expect(within(flight).queryByRole('link')).toBeNull();
    await fireEvent.click(see);
    expect(await screen.findByRole('heading', { name: /left out$/ })).toBeTruthy();
  });

  test('shows what the core refuses and sends nothing', async () => {
    install({ ...world('full'), distribution_review: () => refuse('segments.unknown_field', { field: 'beet' }) });
    open('#/distributions/new?document=1&to=Heritage%20press');
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled')).toBe('true');
  });

  test('continues a distribution with the request that the core gives', async () => {
    open('#/distributions/new?document=2&parent=4');
    await screen.findByRole('button', { name: 'Send to 213 people' });
    expect(sent('distribution_missing')).toEqual([{ id: 4 }]);
    const reviews = sent('distribution_review') as { request: { parent: unknown } }[];
    expect(reviews.map((one) => one.request.parent)).toEqual(
      reviews.map(() => ({ distribution: 4, relation: 'missing' })),
    );
  });

  test('sends a correction to exactly those who have it: nothing else says who receives it', async () => {
    const { container } = open('#/distributions/new?document=2&parent=4&as=correction');
    const send = await screen.findByRole('button', { name: /^Send it to \d+ people$/ });
    expect(sent('distribution_correct')).toEqual([{ id: 4, document: 2, what: 'text' }]);
    expect(sent('distribution_missing')).toEqual([]);
    expect(screen.queryByRole('combobox', { name: 'Audience' })).toBeNull();
    expect(screen.queryByRole('radio', { name: /Follow/ })).toBeNull();
    expect(screen.queryByRole('checkbox', { name: /days/ })).toBeNull();
    await waitFor(() =>
      expect(sent('rendering_preview')).toContainEqual(expect.objectContaining({ heading: 'correction' })),
    );
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Test to myself' }));
    await fireEvent.click(await screen.findByRole('button', { name: /^Send the test to / }));
    await waitFor(() =>
      expect(sent('distribution_test_mail')).toEqual([expect.objectContaining({ heading: 'correction' })]),
    );
    await fireEvent.click(send);
    await waitFor(() => expect(sent('distribution_send')).toHaveLength(1));
    const [args] = sent('distribution_send') as { request: { parent: unknown } }[];
    expect(args?.request.parent).toEqual({ distribution: 4, relation: 'correction' });
  });

  test('shows colleagues the revision that went, on a list that the user can choose', async () => {
    open('#/distributions/new?document=2&parent=4&as=copy');
    await screen.findByRole('button', { name: /^Send to/ });
    expect(sent('distribution_copy')).toEqual([{ id: 4, to: null }]);
    expect(screen.getByText(/A copy of what went/)).toBeTruthy();
    await waitFor(() =>
      expect(sent('rendering_preview')).toContainEqual(expect.objectContaining({ heading: 'copy', kept: 44 })),
    );
  });

  test('to one person chooses nobody else, and minds no mail that they had lately', async () => {
    open('#/distributions/new?document=2&account=2&to=person%3A7&one=Ruth%20Vale');
    await screen.findByRole('button', { name: /^Send to/ });
    expect(screen.queryByRole('combobox', { name: 'Audience' })).toBeNull();
    expect(screen.queryByRole('checkbox', { name: /days/ })).toBeNull();
    const [args] = sent('distribution_review') as { request: { to: string; recent_days: number } }[];
    expect(args?.request).toMatchObject({ to: 'person:7', recent_days: 0 });
  });

  test('leads from the ledger to a correction', async () => {
    open('#/distributions/4');
    await fireEvent.click(await screen.findByRole('button', { name: 'More' }));
    await fireEvent.click(await screen.findByRole('menuitem', { name: 'Send a correction…' }));
    expect(location.hash).toBe('#/distributions/new?document=2&parent=4&as=correction');
  });

  test('has no fault that axe knows', async () => {
    const { container } = open('#/distributions/new?document=1&to=Heritage%20press');
    await screen.findByRole('button', { name: 'Send to 213 people' });
    expect(await faults(container)).toEqual([]);
  });
});

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

describe('what is offered beside the flight', () => {
  test('a first large sending is spread over days with one press', async () => {
    open('#/distributions/new?document=1&to=huge');
    await screen.findByText(/Spread over 5 days/);
    await fireEvent.click(screen.getByRole('button', { name: 'Send 40,000 a day at most' }));
    await waitFor(() => expect(sent('accounts_edit')).toHaveLength(1));
    expect(sent('accounts_edit')[0]).toMatchObject({ input: { per_day: 40_000 } });
    await waitFor(() => expect(sent('distribution_review').length).toBeGreaterThan(1));
  });

  test('the network is asked when the user asks, and what it finds leads to the person and the text', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    await screen.findByRole('button', { name: 'Send to 213 people' });
    expect(sent('distribution_check_online')).toHaveLength(0);
    await fireEvent.click(screen.getByRole('button', { name: 'Look online' }));
    const nobody = (await screen.findByText(/closed.example.net says that it takes no mail at all/)).closest('li');
    expect(nobody).toBeTruthy();
    if (!nobody) return;
    expect(within(nobody).getByRole('link', { name: 'Open the person' }).getAttribute('href')).toBe('#/contacts/3');
    expect(screen.getByText(/leads to a page that is not there/)).toBeTruthy();
    expect(screen.getByText('Of 1 nobody could tell.')).toBeTruthy();
    expect(await faults(document.body)).toEqual([]);
    await fireEvent.click(within(nobody).getByRole('button', { name: 'Leave out' }));
    await waitFor(() => expect(sent('distribution_review').at(-1)).toMatchObject({ request: { left_out: [3] } }));
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

describe('a start at another time', () => {
  const local = '2027-04-01 09:00';

  test('is asked for, read by the core and sent with the request; its clock changes are told', async () => {
    const { container } = open('#/distributions/new?document=1&to=Heritage%20press');
    await screen.findByRole('button', { name: 'Send to 213 people' });
    await fireEvent.click(screen.getByRole('button', { name: 'Schedule…' }));
    const set = await screen.findByRole('button', { name: 'Set this time' });
    await fireEvent.input(screen.getByLabelText('Day'), { target: { value: '2027-04-01' } });
    await fireEvent.input(screen.getByLabelText('On the clock of'), { target: { value: 'Europe/Amsterdam' } });
    await fireEvent.change(screen.getByRole('combobox', { name: /off or asleep/ }), { target: { value: 'cancel' } });
    await screen.findByText(/1 Apr 2027, 09:00 Amsterdam/);
    expect(await faults(container)).toEqual([]);
    await waitFor(() => expect(set.getAttribute('aria-disabled')).toBeNull());
    await fireEvent.click(set);
    const act = await screen.findByRole('button', { name: 'Schedule for 213 people' });
    await waitFor(() => expect(act.getAttribute('aria-disabled')).toBeNull());
    await fireEvent.click(act);
    await waitFor(() => expect(sent('distribution_send')).toHaveLength(1));
    const [args] = sent('distribution_send') as { request: { schedule: unknown } }[];
    expect(args?.request.schedule).toEqual({ local, zone: 'Europe/Amsterdam', late: 'cancel', within_ms: null });
  });

  test('can be meant on everybody’s own clock, keeps that with other hours, and is ended with the start', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    await screen.findByRole('button', { name: 'Send to 213 people' });
    await fireEvent.click(screen.getByRole('button', { name: 'Schedule…' }));
    await fireEvent.input(await screen.findByLabelText('Day'), { target: { value: '2027-04-01' } });
    await fireEvent.click(screen.getByRole('checkbox', { name: /own clock/ }));
    const clock = screen.getByRole('combobox', { name: /no time zone/ });
    await fireEvent.input(clock, { target: { value: 'Europe/Amsterdam' } });
    await screen.findByText(/further east than Amsterdam/);
    const set = screen.getByRole('button', { name: 'Set this time' });
    await waitFor(() => expect(set.getAttribute('aria-disabled')).toBeNull());
    await fireEvent.click(set);
    await screen.findByRole('button', { name: 'Schedule for 213 people' });
    const asked = () => (sent('distribution_review').at(-1) as { request: SendRequest } | undefined)?.request;
    const hours = { from: 0, to: 1440, theirs: true, zone: 'Europe/Amsterdam', since: local };
    await waitFor(() => expect(asked()?.hours).toMatchObject(hours));
    expect(screen.getAllByText(/1 Apr 2027, 09:00, where each person is/).length).toBeGreaterThan(0);
    await fireEvent.change(screen.getByRole('combobox', { name: 'Working hours' }), { target: { value: 'within' } });
    await waitFor(() => expect(asked()?.hours).toMatchObject({ ...hours, from: 540, to: 1080 }));
    await fireEvent.click(screen.getByRole('button', { name: 'Send now instead' }));
    await waitFor(() => expect(asked()).toMatchObject({ schedule: null, hours: { from: 540, since: null } }));
  });

  test('that does not exist is asked, with the one that may be meant', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    await screen.findByRole('button', { name: 'Send to 213 people' });
    await fireEvent.click(screen.getByRole('button', { name: 'Schedule…' }));
    await fireEvent.input(await screen.findByLabelText('Day'), { target: { value: '2027-03-28' } });
    await fireEvent.input(screen.getByLabelText('Time'), { target: { value: '02:30' } });
    await fireEvent.input(screen.getByLabelText('On the clock of'), { target: { value: 'Europe/Amsterdam' } });
    const take = await screen.findByRole('button', { name: 'Take 2027-03-28 03:00 Europe/Amsterdam' });
    expect(screen.getByRole('button', { name: 'Set this time' }).getAttribute('aria-disabled')).toBe('true');
    await fireEvent.click(take);
    await screen.findByText(/28 Mar 2027, 03:00 Amsterdam/);
    expect(screen.getByLabelText<HTMLInputElement>('Time').value).toBe('03:00');
  });

  test('on a misspelt clock is mended with the first press, though that leaves the field', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    await screen.findByRole('button', { name: 'Send to 213 people' });
    await fireEvent.click(screen.getByRole('button', { name: 'Schedule…' }));
    const clock = await screen.findByRole<HTMLInputElement>('combobox', { name: 'On the clock of' });
    await fireEvent.input(clock, { target: { value: 'Europe/Amsterdan' } });
    const take = await screen.findByRole('button', { name: 'Take Europe/Amsterdam' });
    // What a press does before it clicks: the field is left, and says once more what was written.
    await fireEvent.mouseDown(take);
    await fireEvent.change(clock);
    await fireEvent.blur(clock);
    expect(take.isConnected, 'it is still there to be clicked').toBe(true);
    await fireEvent.click(take);
    expect(clock.value).toBe('Europe/Amsterdam');
    expect(await screen.findByText(/09:00 Amsterdam/)).toBeTruthy();
  });

  test('is shown until then, on both clocks, and can be changed', async () => {
    const { container } = open('#/distributions/9');
    expect(await screen.findByRole('heading', { name: 'Nothing has left yet' })).toBeTruthy();
    expect(screen.getAllByText(/Amsterdam/).length).toBeGreaterThan(0);
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Change the time…' }));
    await fireEvent.input(await screen.findByLabelText('Day'), { target: { value: '2027-04-01' } });
    const set = screen.getByRole('button', { name: 'Set this time' });
    await waitFor(() => expect(set.getAttribute('aria-disabled')).toBeNull());
    await fireEvent.click(set);
    await waitFor(() => expect(sent('distribution_reschedule')).toHaveLength(1));
    expect(sent('distribution_reschedule')[0]).toMatchObject({
      id: 9,
      said: { zone: 'Europe/Amsterdam', late: 'ask' },
    });
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
      expect(sent('distribution_open_view').at(-1)).toEqual({ id: 6, states: ['refused-permanent'], search: '' }),
    );
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
vi.setConfig({ testTimeout: 15_000 });

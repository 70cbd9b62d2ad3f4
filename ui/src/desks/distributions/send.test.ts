import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { commands, type SendRequest } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { changed } from '../../ipc/live.svelte';
import { install, refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { open, sent, withDialogs } from './testing';

beforeAll(withDialogs);
beforeEach(() => install(world('full')));

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

  test('lets versions in other languages go along, and says who gets which and why', async () => {
    open('#/distributions/new?document=1&to=Heritage%20press');
    await call(commands.literatureTranslate(1, 'de'));
    const german = await screen.findByRole('checkbox', { name: 'German' });
    expect(screen.queryByText('2 for want of Dutch and 1 with no language known')).toBeNull();
    await fireEvent.click(german);
    await screen.findByText('2 for want of Dutch and 1 with no language known');
    await fireEvent.click(await screen.findByRole('button', { name: 'Send to 213 people' }));
    await waitFor(() => expect(sent('distribution_send')).toHaveLength(1));
    const [args] = sent('distribution_send') as { request: { languages: number[] } }[];
    expect(args?.request.languages).toEqual([5]);
  });

  test('leads to the version that is not approved, and asks for all that is missing in one act', async () => {
    const { distribution_review: review, ...rest } = world('full');
    const unapproved = { key: 'distribution.not_approved.version', params: { language: 'de' } };
    install({
      ...rest,
      distribution_review: async (args) => ({ ...((await review?.(args)) as object), unapproved }),
    });
    await call(commands.literatureTranslate(1, 'de'));
    open('#/distributions/new?document=1&to=Heritage%20press');
    await fireEvent.click(await screen.findByRole('checkbox', { name: 'German' }));
    await screen.findAllByText('The version in German is not approved as it would go.');
    const look = await screen.findByRole('link', { name: 'Open the document' });
    await waitFor(() => expect(look.getAttribute('href')).toBe('#/literature/5'));
    await fireEvent.click(screen.getByRole('button', { name: 'Ask for approval of this' }));
    await waitFor(() =>
      expect(sent('approval_ask_to_send')).toMatchObject([{ request: { document: 1, languages: [5] } }]),
    );
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
    const nobody = {
      blocks: true,
      what: { key: 'distribution.finding.nobody', params: {} },
      person: null,
      places: [],
      version: null,
    };
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
      expect(sent('distribution_preview')).toContainEqual(expect.objectContaining({ heading: 'correction' })),
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
      expect(sent('distribution_preview')).toContainEqual(expect.objectContaining({ heading: 'copy', kept: 44 })),
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

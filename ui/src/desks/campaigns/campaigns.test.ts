import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { fits } from '../../text/words';
import { dates, phase } from './campaigns.svelte';
import CampaignsDesk from './CampaignsDesk.svelte';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.removeAttribute('open');
    this.dispatchEvent(new Event('close'));
  };
  Element.prototype.scrollIntoView ??= () => undefined;
});
beforeEach(() => {
  install(world('full'));
  for (const notice of notices.list) notices.dismiss(notice.id);
});

function open(hash: string) {
  location.hash = hash;
  router.place = {
    desk: 'campaigns',
    path: hash.split('?')[0]?.split('/').slice(2) ?? [],
    query: new URLSearchParams(hash.split('?')[1] ?? ''),
  };
  return render(CampaignsDesk);
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

async function write(field: HTMLElement, text: string, key?: string) {
  await fireEvent.input(field, { target: { value: text } });
  await (key ? fireEvent.keyDown(field, { key }) : fireEvent.blur(field));
}
const messages = () =>
  screen.getAllByRole<HTMLTextAreaElement>('textbox', { name: /^Key message/ }).map((field) => field.value);

describe('the list', () => {
  test('shows what belongs to each campaign, and axe finds nothing', async () => {
    const { container } = open('#/campaigns');
    const link = await screen.findByRole('link', { name: 'The Light Returns' });
    const row = link.closest('[role="row"]');
    expect(row?.textContent).toContain('143 of 639');
    expect(row?.textContent).toContain('1 uncertain');
    expect(await faults(container)).toEqual([]);
  });

  test('begins with the first step where there is none', async () => {
    install(world('new'));
    const { container } = open('#/campaigns');
    expect((await screen.findByRole('link', { name: 'Begin a campaign' })).getAttribute('href')).toBe(
      '#/campaigns/new',
    );
    expect(await faults(container)).toEqual([]);
  });

  test('of five hundred holds only the rows on screen, and finds one by a word', async () => {
    install(world('huge'));
    open('#/campaigns');
    const grid = await screen.findByRole('grid');
    expect(grid.getAttribute('aria-rowcount')).toBe('501');
    expect(grid.querySelectorAll('[role="row"]').length).toBeLessThan(80);
    await fireEvent.input(screen.getByLabelText('Find a campaign'), { target: { value: 'campaign 499' } });
    await waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('2'));
  });

  test('deletes with the Delete key, and Undo brings it back', async () => {
    open('#/campaigns');
    const grid = await screen.findByRole('grid');
    await fireEvent.keyDown(grid, { key: 'Home' });
    await fireEvent.keyDown(grid, { key: 'Delete' });
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('5'));
    notices.list[0]?.action?.act();
    await waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('6'));
  });
});

describe('a new campaign', () => {
  test('is kept with its name, and goes on at its aim', async () => {
    const { container } = open('#/campaigns/new');
    const field = await screen.findByRole('textbox', { name: 'Name of the campaign' });
    expect(document.activeElement).toBe(field);
    expect(await faults(container)).toEqual([]);
    await write(field, 'The gala', 'Enter');
    await waitFor(() => expect(sent('campaigns_add')).toHaveLength(1));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Aim' })));
  });

  test('whose name is taken stays in the field, with the reason', async () => {
    open('#/campaigns/new');
    await write(await screen.findByRole('textbox', { name: 'Name of the campaign' }), 'the light returns', 'Enter');
    expect((await screen.findByRole('alert')).textContent).toContain('There is already a campaign');
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Name of the campaign' }).value).toBe(
      'the light returns',
    );
  });
});

describe('a campaign', () => {
  test('shows its messages, texts and distributions together, and axe finds nothing', async () => {
    const { container } = open('#/campaigns/1');
    const table = await screen.findByRole('table', { name: 'Distributions' });
    expect(messages()[2]).toBe('4,316 people paid for it, most with less than £50.');
    expect(screen.getByText('Sent')).toBeTruthy();
    const figures = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent)));
    for (const row of figures) expect(row.slice(0, -1).reduce((sum, n) => sum + n, 0)).toBe(row.at(-1));
    expect(await faults(container)).toEqual([]);
  });

  test('is changed where it stands: leaving keeps, Escape gives back, Undo takes back', async () => {
    open('#/campaigns/1');
    const aim = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Aim' });
    await write(aim, 'Fill the harbour');
    await waitFor(() => expect(sent('campaigns_edit')).toHaveLength(1));
    expect(sent('campaigns_edit')[0]).toMatchObject({ id: 1, patch: { aim: 'Fill the harbour', name: null } });
    const name = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Name of the campaign' });
    await fireEvent.input(name, { target: { value: 'Something else' } });
    await fireEvent.keyDown(name, { key: 'Escape' });
    await fireEvent.blur(name);
    expect(name.value).toBe('The Light Returns');
    expect(sent('campaigns_edit')).toHaveLength(1);
    await write(name, 'Season 2027');
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing was saved');
    expect(name.value).toBe('Season 2027');
  });

  test('what was typed is kept when the page is left', async () => {
    const { unmount } = open('#/campaigns/1');
    const aim = await screen.findByRole('textbox', { name: 'Aim' });
    await fireEvent.input(aim, { target: { value: 'Half a thought' } });
    unmount();
    await waitFor(() => expect(sent('campaigns_edit')).toHaveLength(1));
  });

  test('messages are written one after the other, moved by keys, and an emptied one goes', async () => {
    open('#/campaigns/1');
    await fireEvent.click(await screen.findByRole('button', { name: 'Add a key message' }));
    await write(screen.getByRole('textbox', { name: 'Key message 4' }), 'It is free.', 'Enter');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Key message 5' })));
    await fireEvent.blur(screen.getByRole('textbox', { name: 'Key message 5' }));
    await waitFor(() => expect(messages()).toHaveLength(4));
    const last = screen.getByRole('textbox', { name: 'Key message 4' });
    last.focus();
    await fireEvent.keyDown(last, { key: 'ArrowUp', altKey: true });
    await waitFor(() => expect(messages()[2]).toBe('It is free.'));
    expect((document.activeElement as HTMLTextAreaElement).value).toBe('It is free.');
    await write(screen.getByRole('textbox', { name: 'Key message 1' }), ' ', 'Enter');
    await waitFor(() => expect(notices.list.at(-1)?.text).toBe('Key message taken away'));
    expect(messages()).toHaveLength(3);
    notices.list.at(-1)?.action?.act();
    await waitFor(() => expect(messages()).toHaveLength(4));
  });

  test('its dates are changed together, and a wrong end is said at its field', async () => {
    const { container } = open('#/campaigns/1');
    await fireEvent.click(await screen.findByRole('button', { name: 'Change' }));
    await fireEvent.input(screen.getByLabelText('Last day'), { target: { value: '2026-10-01' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Keep the dates' }));
    await waitFor(() => expect(screen.getByLabelText('Last day').getAttribute('aria-invalid')).toBe('true'));
    expect(await faults(container)).toEqual([]);
    await fireEvent.input(screen.getByLabelText('Last day'), { target: { value: '' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Keep the dates' }));
    expect(await screen.findByText('From 2 November 2026')).toBeTruthy();
  });

  test('a text is put into it from the picker by keys, and says where it comes from', async () => {
    const { container } = open('#/campaigns/1');
    await screen.findByRole('table', { name: 'Distributions' });
    await fireEvent.click(screen.getAllByRole('button', { name: 'Put a text into it' })[0] as HTMLElement);
    const box = await screen.findByRole('combobox', { name: 'Find a text' });
    await waitFor(() => expect(document.activeElement).toBe(box));
    const options = () => screen.getAllByRole('option').map((one) => one.textContent?.replace(/\s+/g, ' ').trim());
    expect(options()).toEqual([
      'Lone working after dark Announcement, in Season 2027 now, moves here',
      'Without a headline Statement',
    ]);
    expect(await faults(container)).toEqual([]);
    await fireEvent.input(box, { target: { value: 'dark' } });
    await waitFor(() => expect(options()).toHaveLength(1));
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(sent('campaigns_put')).toEqual([{ id: 1, document: 2 }]));
    expect(await screen.findByRole('link', { name: 'Lone working after dark' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Take “Lone working after dark” out of the campaign' }));
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Lone working after dark' })).toBeNull());
    notices.list.at(-1)?.action?.act();
    expect(await screen.findByRole('link', { name: 'Lone working after dark' })).toBeTruthy();
  });

  test('takes in the distributions that are older than it', async () => {
    open('#/campaigns/1');
    await fireEvent.click(await screen.findByRole('button', { name: 'Take them in' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Take them in' })).toBeNull());
  });

  test('that is not there is said so', async () => {
    open('#/campaigns/99');
    expect((await screen.findByRole('alert')).textContent).toContain('There is no campaign');
  });
});

test('its dates are words, and today has a place in them', () => {
  const card = { starts_on: '2026-11-02', ends_on: '2027-01-31' };
  const on = (day: string) => phase(card, new Date(`${day}T12:00`).getTime());
  expect(dates(card)).toBe('2 November 2026 to 31 January 2027');
  expect(dates({ starts_on: null, ends_on: null })).toBe('');
  expect([on('2026-11-01'), on('2026-10-30'), on('2026-11-02'), on('2027-01-31'), on('2027-02-01')]).toEqual([
    'begins tomorrow',
    'begins in 3 days',
    'runs, 90 days to go',
    'ends today',
    'over',
  ]);
  expect(fits('Lumière sur le phare', 'lumiere phare')).toBe(true);
});

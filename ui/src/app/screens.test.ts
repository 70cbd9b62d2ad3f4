import { render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { EditedPaper } from '../ipc/bindings';
import { asked, install } from '../ipc/testing/double';
import { need } from '../ipc/testing/today';
import { world } from '../ipc/testing/world';
import { faults } from '../testing/axe';
import App from './App.svelte';

beforeEach(() => {
  localStorage.clear();
  location.hash = '';
});
afterEach(() => {
  location.hash = '';
});

async function open(name: string, hash: string) {
  install(world(name));
  location.hash = hash;
  return render(App);
}

describe('a new workspace', () => {
  test('begins at the welcome, where a name makes the button say whose workspace it is', async () => {
    const { container } = await open('welcome', '');
    const field = await screen.findByLabelText('Organisation');
    (field as HTMLInputElement).value = 'Saltmarsh Museums';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await screen.findByRole('button', { name: 'Create Saltmarsh Museums' });
    expect(await faults(container)).toEqual([]);
  });

  test('speaks the other language at a press, and keeps it', async () => {
    const { container } = await open('welcome', '');
    (await screen.findByRole('button', { name: 'Deutsch' })).click();
    await screen.findByText('Einen Arbeitsbereich anlegen');
    expect(localStorage.getItem('tidings.language')).toBe('de-DE');
    expect(await faults(container)).toEqual([]);
    (await screen.findByRole('button', { name: 'English' })).click();
    await screen.findByRole('heading', { name: 'Create a workspace' });
  });

  test('takes a workspace that is gone off the list', async () => {
    install({ ...world('welcome'), window_forget_recent: () => null });
    render(App);
    (await screen.findByRole('button', { name: 'Take Cold Ness Appeal 2024 off the list' })).click();
    await waitFor(() =>
      expect(asked.find((one) => one.command === 'window_forget_recent')?.args).toEqual({ path: '/b/Cold.tidings' }),
    );
  });

  test('leads from Today to the practice mailbox and to an account of one’s own', async () => {
    await open('new', '#/today');
    const mailbox = await screen.findByRole('link', { name: 'Open its mailbox' });
    expect(mailbox.getAttribute('href')).toBe('#/practice');
    const account = await screen.findByRole('link', { name: 'Add your own mail account' });
    expect(account.getAttribute('href')).toBe('#/settings/accounts/new');
  });

  test('shows the first release in three steps, and Send off until there is a text', async () => {
    const { container } = await open('new', '#/today');
    await screen.findByText('Write it');
    expect(screen.getByText('Choose who receives it')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled')).toBe('true');
    expect(await faults(container)).toEqual([]);
  });
});

describe('a full workspace', () => {
  test.each([
    ['today', '#/today', 'In hand'],
    ['campaigns', '#/campaigns', 'The Light Returns'],
    ['a campaign', '#/campaigns/1', 'Add a key message'],
    ['contacts', '#/contacts', '2,140 people'],
    ['literature', '#/literature', 'Lone working after dark'],
    ['assets', '#/assets', 'lens-restored-0412.jpg'],
    ['segments', '#/segments', 'Philanthropy media'],
    ['distributions', '#/distributions', 'Heritage press'],
    ['settings', '#/settings/look', 'Text size'],
    ['import', '#/contacts/import', 'A list of people'],
    ['duplicates', '#/contacts/duplicates', 'Nearly the same name'],
  ])('%s: axe finds nothing', async (_, hash, words) => {
    const { container } = await open('full', hash);
    await waitFor(() => expect(screen.getAllByText(words, { exact: false }).length).toBeGreaterThan(0), {
      timeout: 4000,
    });
    expect(await faults(container)).toEqual([]);
  });

  test('Today tells what is under way, and a copy that failed before all else', async () => {
    const trouble = { key: 'workspace.disk_full', params: {} };
    const copies = need('copies', {}, { why: [trouble] });
    install({ ...world('full'), today_needs: () => [copies, need('notice', { n: 1, on: 'yes' })] });
    location.hash = '#/today';
    const { container } = render(App);
    const needs = await screen.findByRole('region', { name: 'Needs you' });
    const [first] = within(needs).getAllByRole('listitem');
    expect(first?.textContent).toContain('The disk is full');
    expect(
      within(first as HTMLElement)
        .getByRole('link', { name: 'Look' })
        .getAttribute('href'),
    ).toBe('#/settings/copies');
    const running = screen.getByRole('region', { name: 'Under way' });
    expect(running.textContent).toContain('142 of 213');
    expect(await faults(container)).toEqual([]);
  });

  test('pairs who may be one are worked through on the keyboard', async () => {
    const { container } = await open('full', '#/contacts/duplicates');
    await screen.findByText(/Nearly the same name at one outlet/);
    expect(screen.getByText('2 pairs left')).toBeTruthy();
    const page = screen.getByRole('region', { name: 'Possible duplicates' });
    await waitFor(() => expect(document.activeElement).toBe(page));
    const press = (key: string) => page.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    press('s');
    await screen.findByText(/The same name, one without an address/);
    press('b');
    await screen.findByText(/Nearly the same name/);
    (await screen.findByRole('radio', { name: 'Chief arts correspondent' })).click();
    press('m');
    await screen.findByText(/The same name, one without an address/);
    expect(asked.find((one) => one.command === 'contacts_merge')?.args).toEqual({ keep: 8, other: 11, take: ['role'] });
    await screen.findByRole('radio', { name: 'Chief arts correspondent' });
    expect(await faults(container)).toEqual([]);
    press('x');
    await waitFor(() => expect(screen.getAllByRole('columnheader')[1]?.textContent).toContain('Number 30'));
    press('d');
    await screen.findByText('Nobody is there twice');
    expect(asked.find((one) => one.command === 'contacts_apart')?.args).toEqual({ one: 30, other: 12 });
    expect(await faults(container)).toEqual([]);
  });

  test('whoever is to be forgotten is asked about first, with what goes and which backups have them', async () => {
    const { container } = await open('full', '#/contacts/13');
    (await screen.findByRole('button', { name: 'More about this person' })).click();
    (await screen.findByRole('menuitem', { name: /^Forget/ })).click();
    const dialog = await screen.findByRole('dialog', { name: /^Forget Priya Nandakumar for good/ });
    await within(dialog).findByText('7');
    expect(dialog.textContent).toContain('Harbour Trust 2026-11-23.tidings');
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Keep'));
    expect(await faults(container)).toEqual([]);
    within(dialog).getByRole('button', { name: 'Forget for good' }).click();
    await screen.findByText('Priya Nandakumar is forgotten');
    expect(asked.find((one) => one.command === 'contacts_forget')?.args).toEqual({ id: 13 });
    await waitFor(() => expect(location.hash).toBe('#/contacts'));
  });

  test('the rows of a list are one stop of Tab, their boxes too', async () => {
    await open('full', '#/contacts');
    await screen.findByRole('grid', {}, { timeout: 4000 });
    const boxes = await screen.findAllByRole('checkbox', { name: /^Choose / });
    expect(boxes.length).toBeGreaterThan(5);
    expect(boxes.filter((box) => box.closest('[role="gridcell"]') && box.tabIndex !== -1)).toEqual([]);
  });

  test('every segment is reached from the people: those without a tab from the menu behind the tabs', async () => {
    const segments = Array.from({ length: 9 }, (_, at) => ({
      id: at + 1,
      name: `Segment ${at + 1}`,
      text: 'beat:heritage',
      count: at,
      changed_at: 0,
    }));
    install({ ...world('full'), segments_list: () => segments });
    location.hash = '#/contacts';
    render(App);
    (await screen.findByRole('button', { name: /^[1-9] more$/ })).click();
    (await screen.findByRole('menuitem', { name: /^Segment 9/ })).click();
    const tab = await screen.findByRole('tab', { name: /^Segment 9/ });
    expect(tab.getAttribute('aria-selected')).toBe('true');
    await waitFor(() => expect(location.hash).toContain('in=Segment+9'));
  });

  test('whom an address opens is found in the list', async () => {
    await open('full', '#/contacts/1500');
    const grid = await screen.findByRole('grid', {}, { timeout: 4000 });
    await waitFor(() => expect(grid.getAttribute('aria-activedescendant')).toMatch(/-\d+$/));
    await waitFor(() => expect(grid.scrollTop).toBeGreaterThan(0));
  });

  test('the list is sorted by keys too', async () => {
    await open('full', '#/contacts');
    await screen.findByRole('grid', {}, { timeout: 4000 });
    const outlet = screen.getByRole('button', { name: 'Outlet' });
    expect(outlet.tabIndex).toBe(0);
    outlet.click();
    await waitFor(() =>
      expect(asked.findLast((one) => one.command === 'segments_open_view')?.args).toMatchObject({
        question: { sort: 'outlet' },
      }),
    );
  });

  test('outlets are found, sorted and opened with their people, and axe finds nothing', async () => {
    const { container } = await open('full', '#/contacts/outlets/1');
    await screen.findByRole('grid', {}, { timeout: 4000 });
    await screen.findByRole('heading', { name: 'Worked here before' });
    expect(await faults(container)).toEqual([]);
    screen.getByRole('button', { name: 'Reach' }).click();
    await waitFor(() =>
      expect(asked.findLast((one) => one.command === 'contacts_outlets')?.args).toEqual({
        question: { search: '', sort: 'reach', descending: true },
      }),
    );
  });

  test('who moved is asked where to and since when, and what is refused stands at its field', async () => {
    const refused = {
      code: 'contacts.refused',
      kind: 'refusal',
      what: { key: 'contacts.refused', params: { count: 1 } },
      cause: null,
      todo: null,
      places: [
        {
          field: 'on',
          row: null,
          column: null,
          length: null,
          proposal: null,
          what: { key: 'contacts.fault.since', params: { text: 'soon' } },
        },
      ],
    };
    install({ ...world('full'), contacts_move: () => Promise.reject(refused as unknown as Error) });
    location.hash = '#/contacts/1';
    const { container } = render(App);
    (await screen.findByRole('button', { name: 'Moved…' }, { timeout: 4000 })).click();
    const since = (await screen.findByLabelText('Since')) as HTMLInputElement;
    since.value = 'soon';
    since.dispatchEvent(new Event('input', { bubbles: true }));
    (await screen.findByRole('button', { name: 'Note the move' })).click();
    await waitFor(() => expect(since.getAttribute('aria-invalid')).toBe('true'));
    expect(asked.findLast((one) => one.command === 'contacts_move')?.args).toEqual({
      id: 1,
      to: { outlet: '', role: '', on: 'soon' },
    });
    expect(await faults(container)).toEqual([]);
  });

  test('an import shows its sum and what becomes of each row, and axe finds nothing', async () => {
    const { container } = await open('full', '#/contacts/import');
    (await screen.findByRole('button', { name: 'Choose a file…' })).click();
    await screen.findByRole('button', { name: 'Apply to 1,522 people' });
    await screen.findByText('Outlet Averil Sound becomes Harbour FM.');
    expect(await faults(container)).toEqual([]);
  });

  test('a person opens beside the list and tells by what right the address is kept', async () => {
    const { container } = await open('full', '#/contacts/13');
    await screen.findByText('Her card, press day', { exact: false });
    expect(await faults(container)).toEqual([]);
  });

  test('Escape in the person beside the list closes it, and the list has the focus', async () => {
    await open('full', '#/contacts/13');
    await screen.findByRole('grid', {}, { timeout: 4000 });
    const edit = await screen.findByRole('button', { name: 'Edit' });
    edit.focus();
    edit.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    await waitFor(() => expect(location.hash).toBe('#/contacts'));
    expect(document.activeElement?.getAttribute('role')).toBe('grid');
  });

  test('a text is saved by itself, never by a button', async () => {
    const { container } = await open('full', '#/literature/1');
    await screen.findByRole('textbox', { name: 'The text' }, { timeout: 10_000 });
    const subject = screen.getByLabelText('Subject') as HTMLInputElement;
    subject.value = 'The lens turns again';
    subject.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() => expect(asked.some((one) => one.command === 'literature_save_paper')).toBe(true), {
      timeout: 4000,
    });
    const { base, edited } = asked.find((one) => one.command === 'literature_save_paper')?.args as {
      base: string;
      edited: EditedPaper;
    };
    expect(base).toBe('base-0');
    expect(edited.front.subject).toBe('The lens turns again');
    expect(edited.blocks.every((block) => block.source !== null && block.content === null)).toBe(true);
    expect(await faults(container)).toEqual([]);
  }, 20_000);

  test('Ctrl K finds a person and a text by the words they begin with', async () => {
    const { container } = await open('full', '#/today');
    await screen.findByText('In hand');
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }));
    const box = (await screen.findByRole('combobox')) as HTMLInputElement;
    box.value = 'nanda';
    box.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() => expect(screen.getAllByRole('option')[0]?.textContent).toContain('Priya Nandakumar'));
    expect(await faults(container)).toEqual([]);
  });

  test('a list of two hundred thousand holds only the rows on screen, and says how many there are', async () => {
    await open('huge', '#/contacts');
    const grid = await screen.findByRole('grid', {}, { timeout: 4000 });
    expect(grid.getAttribute('aria-rowcount')).toBe('213483');
    expect(grid.querySelectorAll('[role="row"]').length).toBeLessThan(80);
  });
});

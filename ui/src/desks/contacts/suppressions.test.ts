import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import type { FurtherReason, PersonCard, SuppressionCard, SuppressionsAsked } from '../../ipc/bindings';
import { changed } from '../../ipc/live.svelte';
import { asked, install, refuse, type Answer } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

beforeAll(async () => {
  // The desk is loaded when it is gone to: the first story need not wait for that.
  await import('./ContactsDesk.svelte');
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

test('how somebody unsubscribed is asked for, may stay empty, and a fault stands at its field', async () => {
  let fault = true;
  await open('#/contacts/13', {
    contacts_unsubscribe: () =>
      fault ? refuse('contacts.refused', { count: 1 }, [{ field: 'evidence' } as never]) : { suppressed: 0, noted: 1 },
  });
  (await screen.findByRole('button', { name: /^Unsubscribe/ }, { timeout: 4000 })).click();
  const dialog = await screen.findByRole('dialog', { name: 'Unsubscribe Priya Nandakumar?' });
  const how = within(dialog).getByLabelText('How they asked');
  await fireEvent.input(how, { target: { value: 'by phone' } });
  within(dialog).getByRole('button', { name: 'Unsubscribe' }).click();
  await waitFor(() => expect(how.getAttribute('aria-invalid')).toBe('true'));
  expect(await faults(dialog)).toEqual([]);
  fault = false;
  await fireEvent.submit(how.closest('form') as HTMLFormElement);
  await waitFor(() => expect(screen.queryByRole('dialog', { name: /^Unsubscribe/ })).toBeNull());
  expect(sent('contacts_unsubscribe')).toEqual([
    { id: 13, evidence: 'by phone' },
    { id: 13, evidence: 'by phone' },
  ]);
});

test('undo is offered where the unsubscription changed something, and not where it was known in these words', async () => {
  notices.list.forEach(({ id }) => notices.dismiss(id));
  let noted = 1;
  await open('#/contacts/13', { contacts_unsubscribe: () => ({ suppressed: 0, noted }) });
  for (const offered of [true, false]) {
    noted = offered ? 1 : 0;
    (await screen.findByRole('button', { name: /^Unsubscribe/ }, { timeout: 4000 })).click();
    const dialog = await screen.findByRole('dialog', { name: 'Unsubscribe Priya Nandakumar?' });
    within(dialog).getByRole('button', { name: 'Unsubscribe' }).click();
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /^Unsubscribe/ })).toBeNull());
    await waitFor(() => expect(notices.list).toHaveLength(1));
    expect(notices.list[0]?.action?.label).toBe(offered ? 'Undo' : undefined);
    notices.list.forEach(({ id }) => notices.dismiss(id));
  }
});

test('all suppressed addresses are listed, found by words and reason, and one is lifted for a reason', async () => {
  const { container } = await open('#/contacts/suppressions');
  await screen.findByText('ruth.abernathy@example.net');
  expect(await faults(container)).toEqual([]);
  const find = screen.getByLabelText('Find by address, name, evidence or who noted it');
  await fireEvent.input(find, { target: { value: 'ruth' } });
  await waitFor(() => expect(screen.queryByText('daniel.achterberg@example.net')).toBeNull());
  expect(sent('contacts_suppressions').at(-1)).toEqual({
    asked: { words: 'ruth', reason: null, lifted: false },
    before: null,
    limit: 200,
  });
  screen.getAllByRole('button', { name: 'ruth.abernathy@example.net' })[0]?.click();
  const dialog = await screen.findByRole('dialog', { name: 'ruth.abernathy@example.net: what was noted' });
  await within(dialog).findByText('by phone on 3 May, call from Ines');
  const allow = within(dialog).getByRole('button', { name: 'Allow again' });
  expect(allow.getAttribute('aria-disabled')).toBe('true');
  await fireEvent.input(within(dialog).getByLabelText('Why it may be mailed again'), { target: { value: 'her mail' } });
  allow.click();
  await waitFor(() =>
    expect(sent('contacts_unsuppress')).toEqual([{ address: 'ruth.abernathy@example.net', reason: 'her mail' }]),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('what is known by its hash alone says how to lift it, and offers nothing that cannot be done', async () => {
  await open('#/contacts/suppressions');
  (await screen.findAllByRole('button', { name: 'Forgotten: only its hash is kept' }))[0]?.click();
  const dialog = await screen.findByRole('dialog', { name: /^Forgotten/ });
  await within(dialog).findByText(/Search for the whole address/);
  expect(within(dialog).queryByRole('button', { name: 'Allow again' })).toBeNull();
});

test('where nothing is suppressed the page says what comes here, and a failure can be tried again', async () => {
  let broken = true;
  await open('#/contacts/suppressions', {
    contacts_suppressions: () =>
      broken ? refuse('workspace.disk_full') : { cards: [], more: false, standing: 0, lifted: 0 },
  });
  const again = await screen.findByRole('button', { name: 'Try again' });
  broken = false;
  again.click();
  await screen.findByText('No address is suppressed');
});

test('whose only address bounced can be unsubscribed still; once that is noted it is not offered again', async () => {
  const people = world('full')['contacts_show'] as unknown as (args: { id: number }) => PersonCard;
  let further: FurtherReason[] = [];
  await open('#/contacts/1', {
    contacts_show: (args) => {
      const card = people(args as unknown as { id: number });
      const suppressed: SuppressionCard = {
        id: 1,
        address: card.addresses[0]?.address ?? '',
        person: card.id,
        name: card.fields.name,
        forgotten: false,
        reason: 'bounced',
        evidence: '550 no such mailbox',
        by: 'Ines Calder',
        at: 0,
        further,
        lifted: null,
      };
      return { ...card, addresses: card.addresses.map((one) => ({ ...one, suppressed })) };
    },
  });
  await screen.findByRole('button', { name: /^Unsubscribe/ }, { timeout: 4000 });
  further = [{ reason: 'unsubscribed', evidence: 'by phone', by: 'Ines Calder', at: 1 }];
  changed([{ topic: 'suppression', id: null }]);
  await screen.findByText('by phone');
  expect(screen.queryByRole('button', { name: /^Unsubscribe/ })).toBeNull();
});

test('nobody is asked letter by letter, nor for people who change while no words are looked for', async () => {
  await open('#/contacts/suppressions');
  await screen.findByText('ruth.abernathy@example.net');
  const find = screen.getByLabelText('Find by address, name, evidence or who noted it');
  const before = sent('contacts_suppressions').length;
  changed([{ topic: 'person', id: 3 }]);
  for (const value of ['r', 'ru', 'rut', 'ruth']) await fireEvent.input(find, { target: { value } });
  await waitFor(() => expect(screen.queryByText('daniel.achterberg@example.net')).toBeNull());
  const since = () => sent('contacts_suppressions').slice(before) as { asked: SuppressionsAsked }[];
  expect(since().map((one) => one.asked.words)).toEqual(['ruth']);
  changed([{ topic: 'person', id: 3 }]);
  await waitFor(() => expect(since()).toHaveLength(2));
  changed([{ topic: 'suppression', id: null }]);
  await waitFor(() => expect(since()).toHaveLength(3));
});

test('a change asks for all rows that were there again, beyond what comes at once, and the keyboard stays on a row', async () => {
  let left = 1_300;
  const cards = () =>
    Array.from({ length: left }, (_, at): SuppressionCard => ({
      id: left - at,
      address: `a${left - at}@example.net`,
      person: null,
      name: '',
      forgotten: false,
      reason: 'bounced',
      evidence: '',
      by: '',
      at: 0,
      further: [],
      lifted: null,
    }));
  await open('#/contacts/suppressions', {
    contacts_suppressions: (args) => {
      const { before, limit } = args as unknown as { before: number | null; limit: number };
      const rest = cards().filter((one) => before === null || one.id < before);
      const found = rest.slice(0, Math.min(500, limit));
      return { cards: found, more: rest.length > found.length, standing: left, lifted: 0 };
    },
  });
  const grid = await screen.findByRole('grid', { name: 'Suppressed addresses' });
  const rows = () => Number(grid.getAttribute('aria-rowcount')) - 1;
  for (let at = 200; at < 1_300; at += 200) {
    await waitFor(() => expect(rows()).toBe(at));
    await fireEvent.keyDown(grid, { key: 'End' });
    grid.scrollTop = at * 46;
    await fireEvent.scroll(grid);
  }
  await waitFor(() => expect(rows()).toBe(1_300));
  await fireEvent.keyDown(grid, { key: 'End' });
  left = 1_299;
  changed([{ topic: 'suppression', id: null }]);
  await waitFor(() => expect(rows()).toBe(1_299));
  expect(sent('contacts_suppressions').slice(-3)).toMatchObject([
    { before: null, limit: 500 },
    { before: 800, limit: 500 },
    { before: 300, limit: 300 },
  ]);
  await fireEvent.scroll(grid);
  const id = grid.getAttribute('aria-activedescendant') ?? '';
  expect(document.getElementById(id)?.textContent).toContain('a1@example.net');
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import type { AssetCard, Attachment, DocumentView } from '../../ipc/bindings';
import { asked, install, refuse } from '../../ipc/testing/double';
import { people } from '../../ipc/testing/people';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Attachments from './Attachments.svelte';
import { setsOf } from './own';

const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const badge = (address: string) => `/home/ines/badges/badge-${address}.pdf`;
const some = people(213)
  .slice(0, 3)
  .map((one) => one.address ?? '');

/** The desk as it is after the system's dialog answered with these paths. */
async function chosen(paths: string[], more: Record<string, () => unknown> = {}) {
  const answers: Record<string, unknown> = { ...world('full'), window_choose_files: () => paths, ...more };
  install(answers as ReturnType<typeof world>);
  const show = answers['literature_show'] as (args: { id: number }) => DocumentView;
  const files = () => show({ id: 1 }).files;
  const { container, rerender } = render(Attachments, { id: 1, files: files(), encoded: 2_400_000 });
  return { container, files, again: () => rerender({ id: 1, files: files(), encoded: 2_400_000 }) };
}

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
});

test('many files whose names are people’s are asked for whom, and those that are nobody’s are named', async () => {
  const { container, again } = await chosen([
    ...some.map(badge),
    badge('stranger@tide.example.org'),
    '/home/ines/badges/plan.pdf',
  ]);
  await fireEvent.click(screen.getByRole('button', { name: 'choose' }));
  const dialog = await screen.findByRole('dialog', { name: 'Attach 5 files' });
  const own = within(dialog).getByRole('radio', { name: 'Each their own' });
  expect(own.getAttribute('aria-checked')).toBe('true');
  const name = within(dialog).getByRole('textbox', { name: 'Name of the set' });
  await waitFor(() => expect(document.activeElement).toBe(name));
  const matches = await within(dialog).findByRole('list', { name: 'Which file is whose' });
  expect(within(dialog).getByRole('status').textContent).toMatch(/4 files, for 3 people\.\s+One is nobody’s\./);
  expect(matches.querySelectorAll('li')[0]?.textContent).toContain('nobody');
  expect(matches.textContent).toContain('plan.pdf');
  expect(await faults(container)).toEqual([]);

  await fireEvent.change(within(dialog).getByRole('combobox', { name: 'Compare with' }), {
    target: { value: 'Heritage press' },
  });
  await waitFor(() => expect(within(dialog).getByRole('status').textContent).toMatch(/\d+ people have none\./));
  await fireEvent.input(name, { target: { value: 'Badges' } });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Attach 4 files' }));
  await waitFor(() => expect(sent('literature_attach_own_paths')).toHaveLength(1));
  expect(sent('literature_attach_own_paths')[0]).toMatchObject({
    id: 1,
    set: { set: 'Badges', key: 'email', pattern: 'badge-*', optional: false },
  });
  await waitFor(() => expect(notices.list.at(-1)?.text).toContain('4 files attached'));
  await again();
  expect(screen.getByRole('list', { name: 'Files for each their own' }).textContent).toContain(
    '4 files, one each, by address',
  );
});

test('files whose names are nobody’s are everybody’s at once, as ever', async () => {
  await chosen(['/home/ines/lens.jpg', '/home/ines/plan.pdf']);
  await fireEvent.click(screen.getByRole('button', { name: 'choose' }));
  await waitFor(() =>
    expect(sent('literature_attach_paths')).toEqual([{ id: 1, paths: ['/home/ines/lens.jpg', '/home/ines/plan.pdf'] }]),
  );
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a set is opened: a file is given to somebody else, taken off, the set renamed and said not to be for all', async () => {
  const { again, container } = await chosen([badge(some[0] ?? ''), badge('stranger@tide.example.org')]);
  await fireEvent.click(screen.getByRole('button', { name: 'each their own…' }));
  const asking = await screen.findByRole('dialog', { name: 'Attach 2 files' });
  await fireEvent.click(within(asking).getByRole('button', { name: 'Attach 2 files' }));
  await waitFor(() => expect(sent('literature_attach_own_paths')).toHaveLength(1));
  await again();
  await fireEvent.click(screen.getByRole('button', { name: 'Badge' }));
  const dialog = await screen.findByRole('dialog', { name: 'Badge' });
  const whose = await within(dialog).findByRole('textbox', { name: 'Whose badge-stranger@tide.example.org.pdf is' });
  expect(await faults(container)).toEqual([]);
  await fireEvent.change(whose, { target: { value: some[1] } });
  await waitFor(() =>
    expect(sent('literature_assign')).toEqual([{ id: 1, name: 'badge-stranger@tide.example.org.pdf', value: some[1] }]),
  );
  await fireEvent.click(within(dialog).getByRole('checkbox', { name: /goes without/ }));
  await waitFor(() =>
    expect(sent('literature_change_set').at(-1)).toMatchObject({ set: 'Badge', name: 'Badge', optional: true }),
  );
  await fireEvent.click(within(dialog).getByRole('button', { name: `Remove badge-${some[0]}.pdf` }));
  await waitFor(() => expect(sent('literature_detach')).toEqual([{ id: 1, name: `badge-${some[0]}.pdf` }]));
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Take the set off' }));
  await waitFor(() => expect(sent('literature_detach_set')).toEqual([{ id: 1, set: 'Badge' }]));
  expect(notices.list.at(-1)?.action?.label).toBe('Undo');
});

test('a file that is too large is offered to go as a link, and a bad address is said at its field', async () => {
  const answers = world('full');
  let refuses = true;
  install({
    ...answers,
    literature_link: (args) => {
      if (refuses) {
        refuses = false;
        refuse('literature.link', { why: 'https' }, [
          { field: 'link', row: null, column: null, length: null, what: null, proposal: null },
        ]);
      }
      return answers['literature_link']?.(args) ?? null;
    },
  });
  const show = answers['literature_show'] as unknown as (args: { id: number }) => DocumentView;
  const { container, rerender } = render(Attachments, { id: 1, files: show({ id: 1 }).files, encoded: 30_000_000 });
  await fireEvent.click(screen.getByRole('button', { name: 'Send lens-restored-0412.jpg as a link…' }));
  const dialog = await screen.findByRole('dialog', { name: 'lens-restored-0412.jpg as a link' });
  const address = within(dialog).getByRole('textbox', { name: 'Where it stands' });
  await waitFor(() => expect(document.activeElement).toBe(address));
  expect(await faults(container)).toEqual([]);
  await fireEvent.input(address, { target: { value: 'http://example.org/lens.jpg' } });
  await fireEvent.keyDown(address, { key: 'Enter' });
  await waitFor(() => expect(address.getAttribute('aria-invalid')).toBe('true'));
  expect(dialog.textContent).toContain('https://');
  await fireEvent.input(address, { target: { value: 'https://example.org/lens.jpg' } });
  await fireEvent.keyDown(address, { key: 'Enter' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await rerender({ id: 1, files: show({ id: 1 }).files, encoded: 1_000_000 });
  expect(screen.getByText('as a link')).toBeTruthy();
});

test('pictures that Assets knows on the web are fetched from there at a press, and it is said what that means', async () => {
  const answers = world('full');
  const picture = {
    ...(answers['literature_show'] as unknown as (args: { id: number }) => DocumentView)({ id: 1 }).files[0],
    name: 'lens.png',
    inline: true,
    alt: 'The lens',
    link: null,
  } as Attachment;
  const card = (answers['assets_show'] as unknown as (args: { id: number }) => { card: AssetCard })({ id: 3 }).card;
  const held = [
    { file: picture.asset, card: { ...card, fields: { ...card.fields, link: 'https://example.org/lens.png' } } },
  ];
  install({ ...answers, assets_of_document: () => held, assets_fetch_pictures: () => [picture] });
  const { container, rerender } = render(Attachments, { id: 1, files: [picture], encoded: 1000 });
  expect(screen.queryByText('fetched from the web')).toBeNull();
  await fireEvent.click(await screen.findByRole('button', { name: 'Have one picture fetched from the web' }));
  await waitFor(() => expect(sent('assets_fetch_pictures')).toEqual([{ document: 1, fetched: true }]));
  expect(notices.list.at(-1)?.action?.label).toBe('Undo');
  await fireEvent.click(screen.getByRole('button', { name: 'lens.png as a link…' }));
  const dialog = await screen.findByRole('dialog', { name: 'lens.png as a link' });
  expect(dialog.textContent).toContain('hide such pictures');
  const address = within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Where it stands' });
  await waitFor(() => expect(address.value).toBe('https://example.org/lens.png'));
  await fireEvent.keyDown(address, { key: 'Enter' });
  await waitFor(() =>
    expect(sent('literature_link')).toEqual([{ id: 1, name: 'lens.png', link: 'https://example.org/lens.png' }]),
  );
  await rerender({ id: 1, files: [{ ...picture, link: 'https://example.org/lens.png' }], encoded: 0 });
  expect(screen.getByText('fetched from the web')).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'All pictures in the mail again' }));
  await waitFor(() => expect(sent('assets_fetch_pictures').at(-1)).toEqual({ document: 1, fetched: false }));
});

test('the sets of some files are told in their order', () => {
  const file = (name: string, set?: string) =>
    ({ name, for_whom: set ? { set, key: 'outlet', value: name, optional: true } : null }) as unknown as Attachment;
  expect(setsOf([file('a', 'Invitations'), file('plan'), file('b', 'Cards'), file('c', 'Invitations')])).toEqual([
    { set: 'Invitations', key: 'outlet', optional: true, n: 2 },
    { set: 'Cards', key: 'outlet', optional: true, n: 1 },
  ]);
});

test('a folder is chosen in the system’s dialog as well as dropped', async () => {
  await chosen([], {
    window_choose_folder: () => '/home/ines/badges',
    distribution_match_paths: () => world('full')['distribution_match_paths']?.({ paths: some.map(badge) } as never),
  });
  await fireEvent.click(screen.getByRole('button', { name: 'a folder of them…' }));
  expect(await screen.findByRole('dialog', { name: /^Attach/ })).toBeTruthy();
  expect(sent('distribution_match_paths')[0]).toMatchObject({ paths: ['/home/ines/badges'] });
});

test('and nothing happens where none is chosen', async () => {
  await chosen([], { window_choose_folder: () => null });
  await fireEvent.click(screen.getByRole('button', { name: 'a folder of them…' }));
  await waitFor(() => expect(sent('window_choose_folder')).toHaveLength(1));
  expect(screen.queryByRole('dialog')).toBeNull();
});

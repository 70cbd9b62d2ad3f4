import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { asked, install } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { initials } from './photo';

let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
  for (const notice of notices.list) notices.dismiss(notice.id);
});

async function open(hash: string, more: Record<string, () => unknown> = {}) {
  install({ ...world('full'), ...more } as ReturnType<typeof world>);
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

test('initials are those of the first and the last word, in every script', () => {
  expect(initials('Ruth Abernathy')).toBe('RA');
  expect(initials('ruth maria (van) Dijk')).toBe('RD');
  expect(initials('愛子')).toBe('愛');
  expect(initials('ليلى المنصوري')).toBe('لا');
  expect(initials('🙂 Zoë')).toBe('Z');
  expect(initials('  -  ')).toBe('');
});

test('a photo is shown with its name, and who has none has initials', async () => {
  const { container } = await open('#/contacts/1');
  expect(await screen.findByRole('img', { name: 'Photo of Ruth Abernathy' })).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  location.hash = '#/contacts/2';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  expect(await screen.findByText('DA')).toBeTruthy();
});

test('a pasted picture becomes the photo, a pasted text does not, and one into a field stays there', async () => {
  await open('#/contacts/2');
  await screen.findByText('DA');
  const paste = (on: Element | Window, file: File) =>
    fireEvent(
      on as Element,
      Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData: { files: [file] } }),
    );
  await paste(document.body, new File(['words'], 'words.txt', { type: 'text/plain' }));
  await paste(screen.getAllByRole('searchbox')[0]!, new File([new Uint8Array([1])], 'a.png', { type: 'image/png' }));
  await paste(document.body, new File([new Uint8Array([1, 2])], 'daniel.png', { type: 'image/png' }));
  await waitFor(() =>
    expect(sent('contacts_set_photo')).toEqual([{ id: 2, file: { name: 'daniel.png', bytes: 'AQI=' } }]),
  );
  await waitFor(() => expect(notices.list.map((one) => one.text)).toContain('Daniel Achterberg has a photo now'));
});

test('the menu chooses, saves and removes', async () => {
  await open('#/contacts/1', { window_choose_files: () => ['/home/ines/ruth.jpg'] });
  await screen.findByRole('img', { name: 'Photo of Ruth Abernathy' });
  const choose = async (label: string) => {
    const page = within(screen.getByRole('complementary', { name: 'Ruth Abernathy' }));
    await fireEvent.click(page.getByRole('button', { name: 'More about this person' }));
    await fireEvent.click(within(await screen.findByRole('menu')).getByRole('menuitem', { name: label }));
  };
  await choose('Choose another photo…');
  await waitFor(() => expect(sent('contacts_set_photo_path')).toEqual([{ id: 1, path: '/home/ines/ruth.jpg' }]));
  await choose('Remove the photo');
  await waitFor(() => expect(sent('contacts_remove_photo')).toEqual([{ id: 1 }]));
});

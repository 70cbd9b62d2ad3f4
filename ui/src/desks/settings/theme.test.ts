import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { asked, install } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
  for (const notice of notices.list) notices.dismiss(notice.id);
});

async function open(name = 'full', more: Record<string, (args: never) => unknown> = {}) {
  install({ ...world(name), ...more } as ReturnType<typeof world>);
  location.hash = '#/settings/theme';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = () =>
  asked
    .filter((one) => one.command === 'rendering_set_theme')
    .map((one) => (one.args as { theme: Record<string, unknown> }).theme);

test('a colour that stands out too little is said in words, and the nearest good one is a press away', async () => {
  const { container } = await open();
  const link = await screen.findByLabelText('Links');
  await fireEvent.input(link, { target: { value: '#9CC3F2' } });
  await fireEvent.blur(link);
  expect(await screen.findByText('Stands out 1.8 to 1, and 4.5 is needed.')).toBeTruthy();
  expect(sent().at(-1)?.link).toBe('#9CC3F2');
  expect((link as HTMLInputElement).value).toBe('#9cc3f2');
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(screen.getByText('Use #5f7794'));
  await waitFor(() => expect(sent().at(-1)?.link).toBe('#5f7794'));
  await waitFor(() => expect(screen.queryByText(/4\.5 is needed/)).toBeNull());
});

test('what is no colour is said at its field, stays there, and nothing else is kept with it', async () => {
  await open();
  const ink = await screen.findByLabelText('Words');
  await fireEvent.input(ink, { target: { value: 'black' } });
  await fireEvent.blur(ink);
  expect(await screen.findByText(/This is no colour/)).toBeTruthy();
  expect(ink.getAttribute('aria-invalid')).toBe('true');
  expect((ink as HTMLInputElement).value).toBe('black');
});

test('a logo is chosen, described and removed, and the preview shows a real text by day, by night and on paper', async () => {
  await open('full', { window_choose_files: () => ['/a/logo.png'] });
  await fireEvent.click(await screen.findByText('Choose a logo…'));
  const alt = await screen.findByLabelText('What is to be read on it');
  expect((alt as HTMLInputElement).value).toBe('Harbour Trust');
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('Mails and papers show this logo now'));
  expect(await screen.findByTitle('Mail by day')).toBeTruthy();
  await fireEvent.click(screen.getByText('Mail by night'));
  expect(await screen.findByTitle('Mail by night')).toBeTruthy();
  await fireEvent.click(screen.getByText('On paper'));
  expect(await screen.findByAltText('The first page on paper')).toBeTruthy();
  await fireEvent.click(screen.getByText('Remove the logo'));
  await waitFor(() => expect(sent().at(-1)?.logo).toBeNull());
  await fireEvent.click(screen.getByText('Look as without a theme'));
  await waitFor(() => expect(screen.queryByText('Look as without a theme')).toBeNull());
});

test('without a text it is said what will stand there', async () => {
  await open('new', { literature_list: () => [] });
  expect(await screen.findByText('The first that you write stands here in your theme.')).toBeTruthy();
});

import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import InBrief from './InBrief.svelte';

const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

function brief(more: Record<string, unknown> = {}, embargoed = false) {
  install({ ...world('full'), ...more } as ReturnType<typeof world>);
  return render(InBrief, { id: 1, version: 1, title: 'Lantern Wing', embargoed, flush: () => Promise.resolve() });
}

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
});

test('a post is counted while it is typed, said when it is too long, kept when its field is left, and proposed anew', async () => {
  const { container } = brief();
  const post = await screen.findByLabelText('Bluesky');
  expect(screen.getAllByText('Proposed from the text')).toHaveLength(5);
  expect(await faults(container)).toEqual([]);
  await fireEvent.input(post, { target: { value: 'x'.repeat(302) } });
  expect(await screen.findByText('302 of 300')).toBeTruthy();
  expect(screen.getByText(/2 characters too many/)).toBeTruthy();
  await fireEvent.blur(post);
  await waitFor(() =>
    expect(sent('literature_keep_post').at(-1)).toEqual({ id: 1, network: 'bluesky', text: 'x'.repeat(302) }),
  );
  await fireEvent.click(await screen.findByText('Propose anew'));
  await waitFor(() => expect(sent('literature_keep_post').at(-1)).toEqual({ id: 1, network: 'bluesky', text: '' }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('The proposal stands again'));
});

test('talking points are written, copied and saved as a file', async () => {
  const write = vi.fn(() => Promise.resolve());
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: write }, configurable: true });
  brief({ window_choose_save: () => '/a/points.docx' });
  const points = await screen.findByLabelText('Talking points');
  await fireEvent.input(points, { target: { value: '* 灯台\n* مرحبا' } });
  await fireEvent.blur(points);
  await waitFor(() => expect(sent('literature_keep_points').at(-1)).toEqual({ id: 1, text: '* 灯台\n* مرحبا' }));
  await fireEvent.click(screen.getAllByText('Copy the words')[0]!);
  await waitFor(() => expect(write).toHaveBeenCalledWith('* 灯台\n* مرحبا'));
  await fireEvent.click(screen.getByText('Save as Word…'));
  await waitFor(() =>
    expect(sent('rendering_save_points').at(-1)).toEqual({ id: 1, to: '/a/points.docx', word: true }),
  );
});

test('lines to take stand below the points, marked, and cannot be written into', async () => {
  const lines = '### إذا سألوا\n\n- We heard it on Tuesday.';
  const points = { text: '', own: false };
  brief({ literature_cutdowns: () => ({ points, lines, posts: [] }), window_choose_save: () => '/a/points.pdf' });
  const part = await screen.findByRole('region', { name: 'Lines to take' });
  expect(part.textContent).toContain('We heard it on Tuesday.');
  expect(part.textContent).toContain('Not for publication');
  expect(await faults(document.body)).toEqual([]);
  // They are enough for a file of their own.
  await fireEvent.click(screen.getByText('Save as PDF…'));
  await waitFor(() => expect(sent('rendering_save_points').at(-1)).toMatchObject({ to: '/a/points.pdf' }));
});

test('a text under embargo says that nothing of it goes public', async () => {
  brief({}, true);
  expect(await screen.findByText(/This text is under embargo/)).toBeTruthy();
});

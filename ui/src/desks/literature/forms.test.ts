import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { asked, install, refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Forms from './Forms.svelte';

const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const ENDED = [{ key: 'assets.end.licence', params: { file: 'lens.png', day: '2020-02-01' } }];

function forms(form: 'mail' | 'text' | 'web', more: Record<string, unknown> = {}) {
  install({ ...world('full'), ...more } as ReturnType<typeof world>);
  let flushed = 0;
  const props = { id: 1, version: 1, preheader: '', title: 'Lantern Wing' };
  const flush = () => {
    flushed += 1;
    return Promise.resolve();
  };
  return { ...render(Forms, { ...props, form, flush }), flushed: () => flushed };
}

beforeEach(() => {
  asked.length = 0;
  for (const notice of notices.list) notices.dismiss(notice.id);
});

test.each([
  ['mail', 'Save as HTML…', 'Lantern Wing (mail).html'],
  ['web', 'Save as HTML…', 'Lantern Wing.html'],
  ['text', 'Save as text…', 'Lantern Wing.txt'],
] as const)(
  'the %s is saved where the system’s dialog says, with what was written last',
  async (form, button, name) => {
    const { container, flushed } = forms(form, { window_choose_save: () => `/home/ines/${name}` });
    await fireEvent.click(await screen.findByRole('button', { name: button }));
    await waitFor(() =>
      expect(sent('rendering_save_form').at(-1)).toEqual({
        document: 1,
        form,
        person: null,
        to: `/home/ines/${name}`,
      }),
    );
    expect(sent('window_choose_save').at(-1)).toEqual({ name });
    expect(flushed()).toBe(1);
    await waitFor(() => expect(notices.list.at(-1)?.text).toBe(`Saved as /home/ines/${name}`));
    expect(await faults(container)).toEqual([]);
  },
);

test('nothing is saved where the dialog is left', async () => {
  forms('web', { window_choose_save: () => null });
  await fireEvent.click(await screen.findByRole('button', { name: 'Save as HTML…' }));
  await waitFor(() => expect(sent('window_choose_save')).toHaveLength(1));
  expect(sent('rendering_save_form')).toHaveLength(0);
  expect(notices.list).toHaveLength(0);
});

test('a page with a file that ended is not saved and says why, and its words alone are', async () => {
  const more = {
    window_choose_save: () => '/home/ines/x',
    rendering_save_form: ({ form }: { form?: unknown }) =>
      form === 'text' ? [...ENDED, { key: 'rendering.text_goes', params: {} }] : refuse('assets.ended', {}),
  };
  const page = forms('web', more);
  await fireEvent.click(await screen.findByRole('button', { name: 'Save as HTML…' }));
  expect(await screen.findByRole('alert')).toBeTruthy();
  // What was refused of the page says nothing of the text.
  await page.rerender({ form: 'text' });
  expect(screen.queryByRole('alert')).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'Save as text…' }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toMatch(/^Saved as \/home\/ines\/x .*lens\.png.*no picture/));
});

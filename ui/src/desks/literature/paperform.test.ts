import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { asked, install, refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import PaperForm from './PaperForm.svelte';

const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

function paper(more: Record<string, unknown> = {}) {
  install({ ...world('full'), ...more } as ReturnType<typeof world>);
  let flushed = 0;
  const shown = render(PaperForm, {
    id: 1,
    version: 1,
    title: 'Lantern Wing',
    flush: () => {
      flushed += 1;
      return Promise.resolve();
    },
  });
  return { ...shown, flushed: () => flushed };
}

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
});

test('the pages are seen as they are printed, and further ones where they are asked for', async () => {
  const { container } = paper();
  await screen.findByRole('img', { name: 'Page 1 of 5' });
  expect(screen.getAllByRole('img')).toHaveLength(3);
  expect(screen.getByText('5 pages')).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Show 2 more pages' }));
  await screen.findByRole('img', { name: 'Page 5 of 5' });
  expect(screen.queryByRole('button', { name: /more page/ })).toBeNull();
  expect(sent('rendering_pages').at(-1)).toMatchObject({ document: 1, first: 3, count: 10 });
});

test('what was written last is kept before a file is made of it, and the attached one can be undone', async () => {
  const { flushed } = paper({ window_choose_save: () => '/home/ines/Lantern Wing.pdf' });
  await screen.findByRole('img', { name: 'Page 1 of 5' });
  await fireEvent.click(screen.getByRole('button', { name: 'Save as PDF…' }));
  await waitFor(() => expect(sent('rendering_save_pdf').at(-1)).toMatchObject({ to: '/home/ines/Lantern Wing.pdf' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Save as Word…' }));
  await waitFor(() => expect(sent('rendering_save_docx').at(-1)).toMatchObject({ document: 1 }));
  await fireEvent.click(screen.getByRole('button', { name: 'Attach the PDF' }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toContain('1 file attached'));
  expect(notices.list.at(-1)?.action?.label).toBe('Undo');
  expect(flushed()).toBe(3);
});

test('the paper is the organisation’s and is said where it follows the language', async () => {
  paper();
  const choice = await screen.findByRole('combobox', { name: 'Paper of the organisation' });
  await waitFor(() => expect(choice.textContent).toContain('By language: A4'));
  await fireEvent.change(choice, { target: { value: 'letter' } });
  await waitFor(() => expect(sent('rendering_set_paper').at(-1)).toMatchObject({ paper: 'letter' }));
});

test('letters that no font has are named, and what cannot be set says why', async () => {
  const pages = {
    paper: 'a4',
    pages: 1,
    first: 0,
    svg: ['<svg xmlns="http://www.w3.org/2000/svg"/>'],
    unset: '\u0378',
    ended: [{ key: 'assets.end.licence', params: { file: 'lens.png', day: '2020-02-01' } }],
  };
  const first = paper({ rendering_pages: () => pages });
  await screen.findByText(/No font of this computer has: \u0378/);
  // What may not be used any more is named before anybody saves a file or a press kit.
  expect(screen.getByText(/The licence of “lens.png” ended on/)).toBeTruthy();
  first.unmount();
  paper({ rendering_pages: () => refuse('rendering.plate', { file: 'lens.png' }) });
  await screen.findByRole('alert');
  expect(screen.queryByRole('img')).toBeNull();
});

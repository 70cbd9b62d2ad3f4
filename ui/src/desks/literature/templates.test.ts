import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import DocumentList from './DocumentList.svelte';
import KeepTemplate from './KeepTemplate.svelte';
import type { Draft } from './draft.svelte';

beforeEach(() => {
  localStorage.clear();
  for (const notice of notices.list) notices.dismiss(notice.id);
  install(world('full'));
  router.place = { desk: 'literature', path: [], query: new URLSearchParams() };
});
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

test('a text begins with a template, an outline in its language, or like the last one', async () => {
  const { container } = render(DocumentList);
  await screen.findByText('Five keepers’ letters');
  await fireEvent.click(screen.getByRole('button', { name: 'New' }));
  await fireEvent.click(screen.getByRole('menuitem', { name: 'As the last press release' }));
  await waitFor(() => expect(sent('literature_begin').at(-1)).toMatchObject({ beginning: { with: 'like-the-last' } }));
  await fireEvent.click(screen.getByRole('button', { name: 'New' }));
  await fireEvent.click(screen.getByRole('menuitem', { name: 'From a template…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Begin with a template' }));
  const choice = await dialog.findByRole('combobox', { name: 'Template' });
  expect(choice.textContent).toContain('Our release (Press release)');
  expect(dialog.getByText('Its parts: About us')).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(dialog.getByRole('button', { name: 'Rename' }));
  await fireEvent.input(dialog.getByLabelText('Name of the template'), { target: { value: 'Release, short' } });
  await fireEvent.click(dialog.getByRole('button', { name: 'Keep the name' }));
  await waitFor(() => expect(choice.textContent).toContain('Release, short'));
  // Each sort of announcement has an outline of its own.
  await fireEvent.change(choice, { target: { value: 'policy-change en' } });
  await dialog.findByText('Its parts: What changes · Whom to ask');
  expect(choice.textContent).toContain('Outline: Policy change (English)');
  await fireEvent.change(choice, { target: { value: 'brochure en' } });
  await dialog.findByText('Its parts: At a glance · Contact');
  expect(dialog.queryByRole('button', { name: 'Rename' })).toBeNull();
  await fireEvent.click(dialog.getByRole('button', { name: 'Begin the text' }));
  await waitFor(() =>
    expect(sent('literature_begin').at(-1)).toMatchObject({
      beginning: { with: 'outline', kind: 'brochure' },
      language: 'en',
    }),
  );
});

test('a text is kept as a template under a name, or duplicated, after what was written last', async () => {
  let flushed = 0;
  const draft = { headline: 'Lantern Wing', flush: () => Promise.resolve((flushed += 1)) } as unknown as Draft;
  const { container } = render(KeepTemplate, { id: 4, draft });
  await fireEvent.click(screen.getByRole('button', { name: 'Keep as template…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Keep this text as a template' }));
  const name = dialog.getByLabelText<HTMLInputElement>('Name of the template');
  expect(name.value).toBe('Lantern Wing');
  expect(await faults(container)).toEqual([]);
  await fireEvent.input(name, { target: { value: '' } });
  await fireEvent.click(dialog.getByRole('button', { name: 'Keep template' }));
  await dialog.findByText(/A template needs a name/);
  await fireEvent.input(name, { target: { value: 'نموذج' } });
  await fireEvent.click(dialog.getByRole('button', { name: 'Keep template' }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('نموذج is a template now'));
  await fireEvent.click(screen.getByRole('button', { name: 'Duplicate' }));
  await waitFor(() =>
    expect(sent('literature_begin').at(-1)).toMatchObject({ beginning: { with: 'copy', document: 4 } }),
  );
  expect(flushed).toBe(3);
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Languages from './Languages.svelte';
import SideBySide from './SideBySide.svelte';

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
  install(world('full'));
});

const flush = () => Promise.resolve();
const line = (words: string | RegExp) => screen.getByText(words).closest<HTMLElement>('[data-row]') as HTMLElement;
const said = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

test('a version is begun in a language, and what is none is refused in words', async () => {
  const { container } = render(Languages, { id: 1, beside: false, flush });
  await screen.findByText('In one language only.');
  await fireEvent.click(screen.getByRole('button', { name: 'Translate into…' }));
  const field = await screen.findByRole('combobox', { name: 'Language' });
  await fireEvent.input(field, { target: { value: 'Deutsch' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Begin the version' }));
  await screen.findByText(/is no language/);
  // It is said at its field, which has the focus; what is written next takes it away.
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  expect(document.querySelector('.card')).toBeNull();
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: 'de' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Begin the version' }));
  await waitFor(() => expect(location.hash).toBe('#/literature/5/side'));
  await screen.findByText('1 paragraph stale, 1 not translated, 1 missing and 1 left over');
  expect(await faults(container)).toEqual([]);
});

test('a stale paragraph shows which words of its source changed, and is right once its translator says so', async () => {
  const { container } = render(SideBySide, { id: 5 });
  await screen.findByText('1 paragraph stale, 1 not translated, 1 missing and 1 left over');
  expect(container.querySelector('del')?.textContent).toBe('seven');
  expect(container.querySelector('ins')?.textContent).toBe('nine');
  expect(await faults(container)).toEqual([]);
  const stale = line('Stale: the source says something else');
  await fireEvent.click(within(stale).getByRole('button', { name: 'Mark as right' }));
  await screen.findByText('1 not translated, 1 missing and 1 left over');
  expect(said('literature_mark_right')).toEqual([{ id: 5, pair: 2 }]);
});

test('the keys go from one paragraph to look at to the next, and mark it as right on the way', async () => {
  render(SideBySide, { id: 5 });
  await screen.findByText(/1 paragraph stale/);
  const at = () => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['state'];
  await fireEvent.click(screen.getByRole('button', { name: /next to look at/ }));
  await waitFor(() => expect(at()).toBe('stale'));
  await fireEvent.keyDown(document.activeElement as Element, { key: 'Enter', ctrlKey: true });
  await waitFor(() => expect(at()).toBe('untranslated'));
  await fireEvent.click(screen.getByRole('button', { name: /next to look at/ }));
  await waitFor(() => expect(at()).toBe('missing'));
  expect(said('literature_mark_right')).toEqual([{ id: 5, pair: 2 }]);
});

test('what is written is kept where it stands, what is missing comes in, and nothing typed takes nothing out', async () => {
  render(SideBySide, { id: 5 });
  await screen.findByText(/1 paragraph stale/);
  const field = (words: string) => within(line(words)).getByRole<HTMLTextAreaElement>('textbox');
  const missing = field('Missing: only the source has it');
  await fireEvent.input(missing, { target: { value: 'لا مقهى حتى مارس' } });
  await fireEvent.blur(missing);
  await screen.findByText('1 paragraph stale, 1 not translated and 1 left over');
  expect(said('literature_say')).toEqual([{ id: 5, source: 5, block: null, base: 'side-0', text: 'لا مقهى حتى مارس' }]);
  const over = field('Left over: the source has it no more');
  await fireEvent.input(over, { target: { value: '  ' } });
  await fireEvent.blur(over);
  await waitFor(() => expect(over.value).toBe('Der Shop ist im Januar zu.'));
  expect(said('literature_say')).toHaveLength(1);
  await fireEvent.click(screen.getByRole('button', { name: 'Take it out' }));
  await screen.findByText('1 paragraph stale and 1 not translated');
});

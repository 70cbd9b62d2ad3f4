import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import Toasts from '../../app/Toasts.svelte';
import { asked, install, refuse, type Answer } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
});
let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  for (const notice of notices.list) notices.dismiss(notice.id);
});

function open(hash: string, name = 'full', answers: Record<string, Answer> = {}) {
  install({ ...world(name), ...answers });
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  render(Toasts);
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

describe('the practice mailbox', () => {
  test('is in the sidebar, and says what belongs there while it is empty', async () => {
    const { container } = open('#/practice', 'new');
    expect(await screen.findByText('No mail yet')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Practice mailbox' }).getAttribute('aria-current')).toBe('page');
    expect(screen.getByRole('button', { name: 'Empty…' }).getAttribute('aria-disabled')).toBe('true');
    expect(await faults(container)).toEqual([]);
  });

  test('opens a mail in a frame that can do nothing, with its text, its head and its files', async () => {
    const { container } = open('#/practice/1');
    const frame = (await screen.findByTitle(/Lighthouse museum.*years$/)) as HTMLIFrameElement;
    expect(frame.getAttribute('sandbox')).toBe('');
    expect(screen.getByText('Opening hours.pdf')).toBeTruthy();
    await fireEvent.click(screen.getByRole('tab', { name: 'Head' }));
    expect(await screen.findByText(/Message-ID:/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('tab', { name: 'Text' }));
    expect(await screen.findByText(/Dear editor/)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  test('a mail without HTML shows its text at once', async () => {
    open('#/practice/4');
    expect(await screen.findByText(/I am away until 1 December/)).toBeTruthy();
    expect(screen.queryByRole('tab', { name: 'Mail' })).toBeNull();
  });

  test('finds by address and subject, and holds only the rows on screen of 200,000', async () => {
    open('#/practice', 'huge');
    const grid = await screen.findByRole('grid', { name: 'Mails at the practice server' });
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('200001'));
    expect(grid.querySelectorAll('[role="row"]').length).toBeLessThan(60);
    await fireEvent.input(screen.getByLabelText('Find by address or subject'), {
      target: { value: 'harbour without' },
    });
    await waitFor(() => expect(sent('practice_open_view').at(-1)).toEqual({ search: 'harbour without' }));
  });

  test('one mail is removed after a question that does not promise it back, by mouse and by key', async () => {
    const { container } = open('#/practice/1');
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove this mail?' });
    expect(dialog.textContent).toContain('does not come back');
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Keep it' }));
    expect(sent('practice_remove')).toEqual([]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await fireEvent.keyDown(await screen.findByRole('article'), { key: 'Delete' });
    const again = await screen.findByRole('dialog', { name: 'Remove this mail?' });
    await fireEvent.click(within(again).getByRole('button', { name: 'Remove the mail' }));
    await waitFor(() => expect(sent('practice_remove')).toEqual([{ id: 1 }]));
    expect(await screen.findByText(/^The mail to .* was removed$/)).toBeTruthy();
    expect(location.hash).toBe('#/practice');
  });

  test('is emptied only after the question with the number, and not if others came meanwhile', async () => {
    open('#/practice', 'full', { practice_empty: () => refuse('practice.others_came', { count: 143, seen: 142 }) });
    await screen.findByText('142 mails');
    await fireEvent.click(screen.getByRole('button', { name: 'Empty…' }));
    expect(sent('practice_empty')).toEqual([]);
    const dialog = await screen.findByRole('dialog', { name: 'Remove all 142 mails?' });
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Remove 142 mails' }));
    await waitFor(() => expect(sent('practice_empty')).toEqual([{ seen: 142 }]));
    expect(await screen.findByRole('alert')).toBeTruthy();
  });
});

describe('how it behaves', () => {
  test('is chosen for all, and kept at once', async () => {
    const { container } = open('#/practice/behaviour');
    await fireEvent.click(await screen.findByRole('radio', { name: /^Hangs up/ }));
    await waitFor(() =>
      expect(sent('practice_set_conduct')).toEqual([
        { conduct: { overall: 'lose', rules: [{ pattern: '*@ledger.example.net', conduct: 'refuse' }] } },
      ]),
    );
    expect(await faults(container)).toEqual([]);
  });

  test('a rule that cannot fit says so at its own field', async () => {
    open('#/practice/behaviour');
    await fireEvent.click(await screen.findByRole('button', { name: 'Add a rule' }));
    const fields = await screen.findAllByLabelText('Addresses');
    expect(document.activeElement).toBe(fields[1]);
    await fireEvent.input(fields[1] as HTMLElement, { target: { value: 'two words' } });
    await fireEvent.change(fields[1] as HTMLElement);
    await waitFor(() => expect(fields[1]?.getAttribute('aria-invalid')).toBe('true'));
    expect(fields[0]?.getAttribute('aria-invalid')).toBeNull();
  });

  test('a rule that was removed comes back at its place with Undo', async () => {
    open('#/practice/behaviour');
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove *@ledger.example.net' }));
    await waitFor(() => expect(sent('practice_set_conduct')).toHaveLength(1));
    await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(sent('practice_set_conduct').at(-1)).toEqual({
        conduct: { overall: 'accept', rules: [{ pattern: '*@ledger.example.net', conduct: 'refuse' }] },
      }),
    );
  });
});

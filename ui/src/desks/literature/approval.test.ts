import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { commands, type ApprovalView } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Approval from './Approval.svelte';
import AskApproval from './AskApproval.svelte';
import DocumentPage from './DocumentPage.svelte';

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
  install(world('full'));
});
const did = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const nothing = () => undefined;
const shown = (view: ApprovalView) => ({
  view,
  problem: undefined,
  onask: nothing,
  onanswer: nothing,
  onreview: nothing,
  onsendback: nothing,
  retry: nothing,
});

test('the seal says who approved exactly what, with the beginning of its hash in groups of four', async () => {
  const { container } = render(Approval, { props: shown(await call(commands.approvalShow(1))) });
  screen.getByText(/Margaret Oyelaran approved exactly this text, 3 attachments and the audience Heritage press/);
  screen.getByText('7f3a c21e 90bd 4e15');
  screen.getByText(/Any edit voids the approval/);
  expect(await faults(container)).toEqual([]);
});

test('a void approval names what changed, and is asked for again or given as the text is now', async () => {
  const view = await call(commands.approvalShow(2));
  const { container } = render(Approval, { props: shown(view) });
  screen.getByText('7 words');
  screen.getByText('the attachments');
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Approve revision 16' }));
  await waitFor(() =>
    expect(did('approval_approve')).toEqual([{ document: 2, seen: { ask: 2, digest: view.digest }, note: '' }]),
  );
  expect(notices.list.at(-1)?.text).toBe('Revision 16 approved');
  await fireEvent.click(screen.getByRole('button', { name: 'Ask all 2 again' }));
  await waitFor(() => expect(did('approval_ask')).toHaveLength(1));
});

test('asking names people a line each, says what an approval without an audience is good for, and tells a refusal', async () => {
  const view = await call(commands.approvalShow(3));
  render(AskApproval, { props: { open: true, view, before: () => Promise.resolve() } });
  const dialog = within(screen.getByRole('dialog'));
  dialog.getByText(/nothing can be mailed on this approval/);
  await fireEvent.click(dialog.getByRole('button', { name: 'Ask' }));
  await dialog.findByText(/Nobody is named who could approve it/);
  const long = '漢'.repeat(300);
  await fireEvent.input(dialog.getByLabelText('Who is asked'), { target: { value: `Ana\n\n مارغريت \n${long}` } });
  await fireEvent.click(dialog.getByRole('checkbox', { name: 'One after the other' }));
  await fireEvent.click(dialog.getByRole('button', { name: 'Ask' }));
  await waitFor(() =>
    expect(did('approval_ask').at(-1)).toMatchObject({
      document: 3,
      asked: { people: ['Ana', 'مارغريت', long], ordered: true, goes: { account: null, to: '' } },
    }),
  );
});

test('who wrote words of the text is not asked, and why is said', async () => {
  const view = await call(commands.approvalShow(3));
  const saved = { name: 'margaret  Oyelaran', why: 'saved' as const };
  const others = [
    { name: 'Ines Calder', why: 'asked' as const },
    { name: 'Leila Osei', why: 'block' as const },
    { name: 'Tomas Reid', why: 'proposed' as const },
  ];
  // How names are compared is the core's matter: here it bars one of the rule, and three more once several are typed.
  const barred = (names: string[]) => (names.length > 1 ? [saved, ...others] : [saved]);
  install({ ...world('full'), approval_barred: ({ names }) => barred(names as unknown as string[]) });
  const props = {
    open: true,
    view: { ...view, usual: ['مها'], may_be_asked: ['مها'] },
    before: () => Promise.resolve(),
  };
  const { container } = render(AskApproval, { props });
  const dialog = within(screen.getByRole('dialog'));
  expect((dialog.getByLabelText('Who is asked') as HTMLTextAreaElement).value).toBe('مها');
  dialog.getByText('A name a line. May approve: مها');
  await dialog.findByText(/saved words of this text: somebody else approves it/);
  expect(dialog.queryByText(/asks for this approval/)).toBeNull();
  await fireEvent.input(dialog.getByLabelText('Who is asked'), {
    target: { value: 'مها\n ines calder\nleila osei\nTomas Reid' },
  });
  await dialog.findByText('Ines Calder asks for this approval: somebody else gives it.');
  expect(did('approval_barred').at(-1)).toEqual({
    document: 3,
    names: ['مها', 'ines calder', 'leila osei', 'Tomas Reid'],
  });
  dialog.getByText('Leila Osei saved words of a block that this text uses: somebody else approves it.');
  dialog.getByText('Tomas Reid made a proposal that was taken into this text: somebody else approves it.');
  expect(await faults(container)).toEqual([]);
});

test('in a very small window what you are asked stands above the text, with its two answers', async () => {
  const view = await call(commands.approvalShow(2));
  const waiting: ApprovalView = { ...view, state: 'waiting', mine: true };
  install({ ...world('full'), approval_show: () => waiting });
  const width = innerWidth;
  Object.assign(window, { innerWidth: 640 });
  try {
    render(DocumentPage, { id: 2 });
    const [above] = await screen.findAllByRole('button', { name: 'Approve revision 16' }, { timeout: 9000 });
    await waitFor(() => expect(document.querySelector('.asked')?.contains(above as HTMLElement)).toBe(true));
    await fireEvent.click(above as HTMLElement);
    await waitFor(() => expect(did('approval_approve')).toHaveLength(1));
    await fireEvent.click(
      within(document.querySelector('.asked') as HTMLElement).getByRole('button', { name: 'Send back' }),
    );
    expect(await screen.findByRole('dialog', { name: 'Send it back?' })).toBeTruthy();
  } finally {
    Object.assign(window, { innerWidth: width });
  }
});

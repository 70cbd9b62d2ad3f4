import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import { changed } from '../../ipc/live.svelte';
import { asked, install } from '../../ipc/testing/double';
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
  localStorage.clear();
});

async function open(hash: string, name = 'full') {
  install(world(name));
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const type = async (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const line = () => screen.findByRole('list', { name: 'What passed between you' });

test('a call is noted with one key and Ctrl Enter; what the words about when mean is shown while they are typed', async () => {
  const { container } = await open('#/contacts/1');
  expect((await within(await line()).findAllByRole('listitem')).length).toBe(7);
  expect(await faults(container)).toEqual([]);
  await fireEvent.keyDown(screen.getByRole('complementary', { name: 'Ruth Abernathy' }), { key: 't' });
  const dialog = await screen.findByRole('dialog');
  await type(within(dialog).getByLabelText('What there is to say'), 'Asked for the plan');
  await type(within(dialog).getByLabelText('When'), 'yesterday');
  await within(dialog).findByText(/^Understood: /);
  expect(await faults(dialog)).toEqual([]);
  await fireEvent.keyDown(within(dialog).getByLabelText('When'), { key: 'Enter', ctrlKey: true });
  await waitFor(() =>
    expect(sent('touches_add')).toEqual([
      { person: 1, touch: { kind: 'call', when: 'yesterday', zone: expect.any(String), text: 'Asked for the plan' } },
    ]),
  );
  changed([{ topic: 'touch', id: 1 }]);
  await within(await line()).findByText('Asked for the plan');
});

test('words that cannot be told are refused at their field, and a note needs words', async () => {
  await open('#/contacts/1');
  (await screen.findByRole('button', { name: /^Note…/ })).click();
  const dialog = await screen.findByRole('dialog');
  await type(within(dialog).getByLabelText('When'), 'soon');
  within(dialog)
    .getByRole('button', { name: /^Keep it/ })
    .click();
  await waitFor(() => expect(within(dialog).getByLabelText('When').getAttribute('aria-invalid')).toBe('true'));
  await type(within(dialog).getByLabelText('When'), '');
  within(dialog).getByRole('radio', { name: 'Note' }).click();
  within(dialog)
    .getByRole('button', { name: /^Keep it/ })
    .click();
  await within(dialog).findByText('A note needs its words.');
  expect(sent('touches_add')).toEqual([]);
});

test('ten thousand entries are shown a page at a time, and one kind alone', async () => {
  await open('#/contacts/1', 'huge');
  const list = await line();
  await waitFor(() => expect(within(list).getAllByRole('listitem').length).toBe(50));
  (await screen.findByRole('button', { name: 'Show more' })).click();
  await waitFor(() => expect(within(list).getAllByRole('listitem').length).toBe(100));
  await fireEvent.change(screen.getByLabelText('Show'), { target: { value: 'call' } });
  await waitFor(() => expect(within(list).queryAllByText(/^Mail, /).length).toBe(0));
});

test('a touch is deleted, and a reminder is set and taken away', async () => {
  await open('#/contacts/1');
  const list = await line();
  const [first] = await within(list).findAllByRole('button', { name: /: more$/ });
  first?.click();
  (await screen.findByRole('menuitem', { name: 'Delete' })).click();
  await waitFor(() => expect(sent('touches_delete')).toEqual([{ id: 1 }]));
  (await screen.findByRole('button', { name: 'Remind me…' })).click();
  const dialog = await screen.findByRole('dialog');
  await type(within(dialog).getByLabelText('Every'), '0');
  within(dialog).getByRole('button', { name: 'Remind me' }).click();
  await within(dialog).findByText(/at most every day/);
  await type(within(dialog).getByLabelText('Every'), '6');
  within(dialog).getByRole('button', { name: 'Remind me' }).click();
  await waitFor(() =>
    expect(sent('touches_keep_in_touch')).toEqual([{ person: 1, every: { many: 6, period: 'month' } }]),
  );
});

test('today names whom to keep in touch with, and puts one off', async () => {
  const { container } = await open('#/today');
  await screen.findByRole('heading', { name: /^Keep in touch/ });
  expect(await faults(container)).toEqual([]);
  screen.getAllByRole('button', { name: 'In a week' })[0]?.click();
  await waitFor(() => expect(sent('touches_put_off')).toEqual([{ person: 2, days: 7 }]));
});

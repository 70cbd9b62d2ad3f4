import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Approval from './Approval.svelte';

beforeEach(() => install(world('full')));
const did = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

test('the rule is changed at once, part by part', async () => {
  const { container } = render(Approval);
  await fireEvent.click(await screen.findByRole('switch', { name: 'Send nothing that is not approved' }));
  await waitFor(() => expect(did('approval_set_rule').at(-1)).toMatchObject({ rule: { required: true } }));
  await fireEvent.input(screen.getByLabelText(/^Name/), { target: { value: 'Margaret Oyelaran' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Add to the list' }));
  await waitFor(() =>
    expect(did('approval_set_rule').at(-1)).toMatchObject({
      rule: { required: true, people: [{ name: 'Margaret Oyelaran', role: 'approver' }] },
    }),
  );
  await screen.findByRole('button', { name: /Margaret Oyelaran/ });
  expect(await faults(container)).toEqual([]);
});

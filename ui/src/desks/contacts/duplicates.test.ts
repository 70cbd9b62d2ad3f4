import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { faults } from '../../testing/axe';
import { open, pages, sent } from '../../testing/page';

pages();

test('a field of one’s own and the reminder are chosen in a merge as every other field is, in words of the window', async () => {
  const { container } = await open('#/contacts/duplicates', {});
  const reminder = await screen.findByRole('row', { name: /^Reminder/ });
  within(reminder).getByText('every 3 months');
  within(reminder).getByText('every month');
  const speaks = screen.getByRole('row', { name: /^Speaks/ });
  const [kept, other] = within(speaks).getAllByRole('radio') as HTMLInputElement[];
  expect([kept?.checked, other?.checked]).toEqual([true, false]);
  within(speaks).getByText('Yes');
  await fireEvent.click(within(speaks).getByRole('radio', { name: 'No' }));
  await fireEvent.click(within(reminder).getByRole('radio', { name: 'every month' }));
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: /^The same person/ }));
  await waitFor(() => expect(sent('contacts_merge').length).toBe(1));
  expect((sent('contacts_merge')[0] as { take: unknown }).take).toEqual(['reminder', { own: 4 }]);
});

test('what the two become stands beside them, follows each choice, and adds up what both had', async () => {
  await open('#/contacts/duplicates', {});
  const result = await screen.findByRole('complementary', { name: 'Result' });
  within(result).getByText('Arts correspondent');
  within(result).getByText('every 3 months');
  within(result).getByText('desk@ledger.example.net');
  await fireEvent.click(screen.getByRole('radio', { name: 'Chief arts correspondent' }));
  within(result).getByText('Chief arts correspondent');
  expect(within(result).queryByText('Arts correspondent')).toBeNull();
  expect(within(within(result).getByRole('row', { name: /^Together/ })).getByText('15')).toBeTruthy();
  within(result).getByText(/^Undo brings both back/);
});

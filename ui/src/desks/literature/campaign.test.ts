import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import InCampaign from './InCampaign.svelte';

beforeEach(() => {
  for (const notice of notices.list) notices.dismiss(notice.id);
});
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

test('a text is moved from one campaign to another, out of it, and back', async () => {
  install(world('full'));
  const { container } = render(InCampaign, { id: 1, headline: 'The lens is back' });
  const select = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Campaign' });
  expect(select.selectedOptions[0]?.textContent).toBe('The Light Returns');
  expect(screen.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe('#/campaigns/1');
  expect(await faults(container)).toEqual([]);
  await fireEvent.change(select, { target: { value: '2' } });
  await waitFor(() => expect(sent('campaigns_put')).toEqual([{ id: 2, document: 1 }]));
  await waitFor(() => expect(screen.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe('#/campaigns/2'));
  await fireEvent.change(select, { target: { value: '' } });
  await waitFor(() => expect(screen.queryByRole('link', { name: 'Open' })).toBeNull());
  await waitFor(() => expect(notices.list.at(-1)?.text).toContain('taken out'));
  notices.list.at(-1)?.action?.act();
  await waitFor(() => expect(select.value).toBe('2'));
});

test('where there is no campaign it says how to begin one', async () => {
  install(world('new'));
  render(InCampaign, { id: 1, headline: '' });
  expect((await screen.findByRole('link', { name: 'Begin a campaign' })).getAttribute('href')).toBe('#/campaigns/new');
});

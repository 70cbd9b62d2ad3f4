import { render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { commands } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import TodayDesk from './TodayDesk.svelte';

test('what waits for my approval and what was sent back is on Today, in the words of the core', async () => {
  install(world('full'));
  const view = await call(commands.approvalShow(2));
  const ask = view.ask;
  if (!ask) throw new Error('nobody was asked');
  const headline = 'عودة العدسة 写真';
  const back = {
    ...ask,
    people: ask.people.map((one) => ({ ...one, answer: 'sent-back' as const, note: 'The year is wrong.' })),
  };
  install({
    ...world('full'),
    approval_list: () => [
      { ...view, document: 11, headline, state: 'waiting', mine: true, ask: { ...ask, asked_by: 'Ines Calder' } },
      { ...view, document: 12, headline: 'Five keepers', state: 'sent-back', mine: false, ask: back },
    ],
  });
  const { container } = render(TodayDesk);
  await screen.findByText('Ines Calder asked you.');
  const said = container.textContent?.replace(/\s+/g, ' ') ?? '';
  expect(said).toContain(`${headline} waits for your approval`);
  expect(said).toContain(`${ask.people[0]?.name} sent Five keepers back`);
  expect(said).toContain('The year is wrong.');
});

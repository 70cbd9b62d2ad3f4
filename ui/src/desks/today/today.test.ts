import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { changed } from '../../ipc/live.svelte';
import { asked, emit, install, refuse } from '../../ipc/testing/double';
import { need } from '../../ipc/testing/today';
import { world } from '../../ipc/testing/world';
import { session } from '../../ipc/session.svelte';
import { OWN_ZONE } from '../../text/index.svelte';
import { faults } from '../../testing/axe';
import TodayDesk from './TodayDesk.svelte';
import Week from './Week.svelte';

beforeEach(() => install(world('full')));
const waiting = () => screen.getByRole('region', { name: 'Needs you' });
const words = (of: Element) => of.textContent?.replace(/\s+/g, ' ') ?? '';

test('what waits is what the core says waits, in its order, each with its act', async () => {
  const headline = 'عودة العدسة 写真';
  const long = '漢'.repeat(300);
  const text = { headline: long, kind: 'article', stage: 'draft', writer: '' };
  const names = 'Ines Calder, مها';
  install({
    ...world('full'),
    today_needs: () => [
      need('copies', {}, { why: [{ key: 'workspace.disk_full', params: {} }] }),
      need('held', { title: 'The lens', n: 12 }, { distribution: 4, at: Date.UTC(2026, 10, 27, 9, 30) }),
      need('uncertain', { title: '', n: 2 }, { distribution: 5 }),
      need('due', { ...text, late: 3, mine: 'yes' }, { document: 9 }),
      need('review', { ...text, headline }, { document: 10 }),
      need('approve', { headline, by: 'Ines Calder' }, { document: 11 }),
      need('void', { headline, number: 2, names }, { document: 12 }),
      need('sent-back', { headline: 'Five keepers', by: 'Margaret', note: 'The year is wrong.' }, { document: 13 }),
      need('files', { name: 'logo.svg', ended: 'yes', used: 2 }, { asset: 7 }),
    ],
  });
  const { container } = render(TodayDesk);
  await screen.findByText('Nine things need you.');
  expect(asked.filter((one) => one.command === 'today_needs').map((one) => one.args)).toEqual([{ zone: OWN_ZONE }]);
  const told = within(waiting()).getAllByRole('listitem').map(words);
  const parts = ['The daily', 'The lens is held', '2 uncertain in', `3 days late`, `${headline} waits for your review`];
  const more = [`${headline} waits for your approval`, `The approval of ${headline} is void`];
  for (const [at, part] of [...parts, ...more, 'Margaret sent Five keepers back', 'logo.svg may not be'].entries())
    if (at > 0) expect(told[at]).toContain(part);
  expect(told[3]).toContain('waits for your review');
  expect(told[6]).toContain(`${names} approved or were asked about revision 2`);
  expect(told[7]).toContain('The year is wrong.');
  const links = within(waiting())
    .getAllByRole('link')
    .map((link) => link.getAttribute('href'));
  expect(links).toEqual([
    ...['#/settings/copies', '#/distributions/4', '#/distributions/5', '#/literature/9', '#/literature/10'],
    ...['#/literature/11', '#/literature/12/changes', '#/literature/13', '#/assets/7'],
  ]);
  expect(await faults(container)).toEqual([]);
});

test('of texts four are named and the rest counted, with the list that has them', async () => {
  const due = (document: number) =>
    need('due', { headline: `Text ${document}`, kind: 'article', stage: 'draft', writer: '', late: 1 }, { document });
  install({
    ...world('full'),
    today_needs: () => [...[1, 2, 3, 4, 5, 6].map(due), need('notice', { n: 1, on: 'yes' })],
  });
  render(TodayDesk);
  await screen.findByText('2 more texts');
  const told = within(waiting()).getAllByRole('listitem');
  expect(told).toHaveLength(6);
  expect(
    within(told[4] as HTMLElement)
      .getByRole('link')
      .getAttribute('href'),
  ).toBe('#/literature?list=late');
});

test('whom to keep in touch with is told page by page: nobody beyond the first thousand is passed over', async () => {
  install(world('huge'));
  render(TodayDesk);
  await fireEvent.click(await screen.findByRole('button', { name: 'All 2,234' }));
  expect(screen.getByText('Ruth Abernathy 1000')).toBeTruthy();
  const rest = screen.getByRole('link', { name: '1,234 more people' });
  expect(rest.getAttribute('href')).toBe('#/segments/new?query=keep-in-touch%3Adue');
});

test('the week has what is due and what lifts, and says nothing where nothing comes', async () => {
  const { unmount } = render(TodayDesk);
  const week = await screen.findByRole('region', { name: 'This week' });
  expect(words(week)).toContain('Embargo lifts: Lighthouse museum reopens its Lantern Wing');
  expect(words(week)).toContain('Press release, due');
  unmount();
  install({ ...world('full'), today_needs: () => [] });
  render(TodayDesk);
  await screen.findByText('Nothing is due');
  expect(screen.queryByRole('region', { name: 'This week' })).toBeNull();
});

test('it is asked anew when something changed, and why it cannot be told is said', async () => {
  let fails = false;
  install({
    ...world('full'),
    today_needs: () =>
      fails ? refuse('literature.plan_zone', { text: 'Nowhere' }, []) : [need('notice', { n: 1, on: 'yes' })],
  });
  render(TodayDesk);
  await screen.findByText('One thing needs you.');
  fails = true;
  changed([{ topic: 'touch', id: null }]);
  await waitFor(() => expect(screen.getByText(/Nowhere/)).toBeTruthy());
});

test('what waits holds nothing else up: the rest is told while it is counted, and where it cannot be told', async () => {
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  install({ ...world('full'), today_needs: () => released.then(() => refuse('workspace.disk_full')) });
  const { container } = render(TodayDesk);
  await screen.findByRole('region', { name: /^In hand/ });
  expect(waiting().querySelector('[data-waits]')).toBeTruthy();
  expect(screen.queryByText('Nothing is due')).toBeNull();
  expect(await faults(container)).toEqual([]);
  release();
  await within(waiting()).findByText(/disk/);
  expect(screen.getByRole('region', { name: /^In hand/ })).toBeTruthy();
  expect(container.querySelector('.say')?.textContent).toBe('');
});

test('mails that go while an answer is on its way are one more question, not one each', async () => {
  let release = () => {};
  let held: Promise<void> | undefined;
  let n = 0;
  install({
    ...world('full'),
    today_needs: async () => {
      n += 1;
      await held;
      return [need('notice', { n, on: 'yes' })];
    },
  });
  render(TodayDesk);
  await screen.findByText('One thing needs you.');
  held = new Promise<void>((done) => (release = done));
  const gone = () => changed([{ topic: 'delivery', id: 1 }]);
  gone();
  await waitFor(() => expect(n).toBe(2));
  for (let mail = 0; mail < 50; mail += 1) gone();
  await new Promise((done) => setTimeout(done, 50));
  expect(n).toBe(2);
  held = undefined;
  release();
  // What changed meanwhile is one more question, after a rest.
  await waitFor(() => expect(n).toBe(3), { timeout: 5000 });
  await within(waiting()).findByText(/3 people/);
});

test('a zone that the core does not know is no fault: it is told by the clock of the usual working hours', async () => {
  install({
    ...world('full'),
    today_needs: ({ zone }) =>
      zone === null ? [need('notice', { n: 1, on: 'yes' })] : refuse('literature.plan_zone', { text: String(zone) }),
  });
  render(TodayDesk);
  await screen.findByText('One thing needs you.');
  expect(asked.filter((one) => one.command === 'today_needs').map((one) => one.args)).toEqual([
    { zone: OWN_ZONE },
    { zone: null },
  ]);
});

test('an embargo that lifted since it was asked comes no more', async () => {
  const now = Date.now();
  const lifts = (headline: string, at: number) =>
    need('week-lifts', { headline, kind: 'article' }, { document: at - now, on: '2026-11-27', at });
  const { rerender } = render(Week, { needs: [lifts('Soon', now + 1000), lifts('Later', now + 60_000)], now });
  expect(screen.getByText('Soon')).toBeTruthy();
  await rerender({ now: now + 1000 });
  expect(screen.queryByText('Soon')).toBeNull();
  expect(screen.getByText('Later')).toBeTruthy();
  await rerender({ now: now + 60_000 });
  expect(screen.queryByRole('region')).toBeNull();
});

test('whoever is renamed in another window is told what waits for the new name', async () => {
  const answers = world('full');
  install(answers);
  const stop = await session.follow();
  await session.load();
  render(TodayDesk);
  const times = () => asked.filter((one) => one.command === 'today_needs').length;
  await waitFor(() => expect(times()).toBe(1));
  await screen.findByRole('region', { name: 'This week' });
  const before = session.state;
  emit('workspace');
  await waitFor(() => expect(session.state).not.toBe(before));
  await new Promise((done) => setTimeout(done, 50));
  expect(times()).toBe(1);
  await answers['window_rename_user']?.({ name: 'Leila Osei' } as never);
  emit('workspace');
  await waitFor(() => expect(session.state?.user).toBe('Leila Osei'));
  await waitFor(() => expect(times()).toBe(2));
  stop();
});

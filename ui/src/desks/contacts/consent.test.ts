import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import type { ConsentCard, ConsentStanding, Review, SendRequest } from '../../ipc/bindings';
import { refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { open, pages, sent, type } from '../../testing/page';

pages();

const canada: ConsentStanding = {
  kind: 'individual',
  said: false,
  country: 'CA',
  law: {
    countries: ['CA'],
    kinds: ['individual', 'sole-trader', 'corporate'],
    rule: 'consent',
    source: 'CA: CASL s. 6, 10',
    as_of: '2026-11-26',
    accepts: [
      { ground: 'express', months: null },
      { ground: 'enquiry', months: 6 },
    ],
  },
  missing: true,
  by_basis: false,
  consents: [
    {
      ground: 'enquiry',
      on: '2025-01-01',
      how: 'رسالة '.repeat(40),
      evidence: '名簿.pdf',
      until: '2025-07-01',
      holds: false,
      by: 'Ines Calder',
      noted_at: 0,
    },
  ],
};

test('the rule is told in one sentence with where it stands, and an expired consent says so', async () => {
  await open('#/contacts/1', { consent_of: () => canada });
  const part = await screen.findByRole('region', { name: 'Advertising by mail' });
  expect(within(part).getByText(/In Canada the law asks for consent beforehand, and none is recorded/)).toBeTruthy();
  expect(within(part).getByText('(CA: CASL s. 6, 10, as of 26 November 2026)')).toBeTruthy();
  expect(within(part).getByText(/Enquiry of 1 January 2025, expired on 1 July 2025/)).toBeTruthy();
  expect(await faults(part)).toEqual([]);
  const kind = within(part).getByRole('combobox', { name: 'Recipient in law' }) as HTMLSelectElement;
  expect(kind.selectedOptions[0]?.textContent).toBe('Individual (proposed)');
  await fireEvent.change(kind, { target: { value: 'corporate' } });
  await waitFor(() => expect(sent('consent_set_recipient_kind')).toEqual([{ person: 1, kind: 'corporate' }]));
  await fireEvent.click(within(part).getByRole('button', { name: 'Take away: Enquiry' }));
  await waitFor(() => expect(sent('consent_end')).toEqual([{ person: 1, ground: 'enquiry' }]));
});

test('a consent is noted with its proof, and what proves nothing is refused at its field', async () => {
  await open('#/contacts/1', {
    consent_of: () => canada,
    consent_note: ({ input }: { input: { how: string } }) => {
      if (!input.how)
        refuse('contacts.refused', { count: 1 }, [
          {
            field: 'how',
            row: null,
            column: null,
            length: null,
            what: { key: 'contacts.fault.consent_without_proof', params: {} },
            proposal: null,
          },
        ]);
      return null;
    },
  });
  await fireEvent.click(await screen.findByRole('button', { name: 'Note a consent…' }));
  const dialog = await screen.findByRole('dialog', { name: / consented$/ });
  const ground = within(dialog).getByRole('combobox', { name: 'By what' });
  await fireEvent.change(ground, { target: { value: 'enquiry' } });
  expect(await within(dialog).findByText('Where they live, this holds for 6 months.')).toBeTruthy();
  await fireEvent.change(ground, { target: { value: 'published' } });
  expect(await within(dialog).findByText('Where they live, this is no consent.')).toBeTruthy();
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Note the consent' }));
  expect(await within(dialog).findByText(/Consent needs its proof/)).toBeTruthy();
  expect(await faults(dialog)).toEqual([]);
  await type(within(dialog).getByLabelText(/^How it was given/), 'ticked the box');
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Note the consent' }));
  await waitFor(() =>
    expect(sent('consent_note').at(-1)).toEqual({
      person: 1,
      input: { ground: 'published', on: '', how: 'ticked the box', evidence: '' },
    }),
  );
});

test('where nothing is known, nothing is claimed', async () => {
  const unknown = {
    ...canada,
    country: 'JP',
    missing: false,
    consents: [],
    law: { ...canada.law, rule: 'unknown', source: '' },
  };
  await open('#/contacts/1', { consent_of: () => unknown });
  expect(await screen.findByText(/What the law of Japan asks is not known here: ask counsel/)).toBeTruthy();
});

test('what news to journalists is, is decided once', async () => {
  await open('#/settings/privacy');
  const news = await screen.findByRole('combobox', { name: 'News to journalists' });
  await fireEvent.change(news, { target: { value: 'advertising' } });
  await waitFor(() => expect(sent('consent_set_press_news')).toEqual([{ decided: 'advertising' }]));
  const link = screen.getByRole('link', { name: 'Everybody without a consent that is asked for' });
  expect(link.getAttribute('href')).toBe('#/segments/new?query=consent%3Amissing');
});

const card = (person: number, name: string): ConsentCard => ({
  person,
  name,
  outlet: '',
  unsettled: false,
  standing: canada,
});

test('before Send whoever has not consented is named, asked about once, and left out at one press', async () => {
  const full = world('full');
  await open('#/distributions/new?document=1&to=Heritage%20press', {
    distribution_review: async (args: never) => {
      const { request } = args as unknown as { request: SendRequest };
      const answer = (await full['distribution_review']?.(args)) as Review;
      const without_consent = [7, 9].filter((person) => !request.left_out.includes(person));
      const params = { n: without_consent.length, laws: 'CA: CASL s. 6, 10 (2)', more: 0, expired: 1 };
      const finding = {
        blocks: false,
        what: { key: 'distribution.finding.consent', params },
        person: null,
        places: [],
        version: null,
      };
      return { ...answer, without_consent, findings: without_consent.length ? [finding] : [] };
    },
    distribution_review_without_consent: () => [card(7, 'Mia Quist'), card(9, '田中愛子')],
  });
  await screen.findByText(
    /2 people have not consented, as far as is recorded.*CA: CASL s\. 6, 10 \(2\)\. One consent has expired/,
  );
  const send = await screen.findByRole('button', { name: 'Send to 213 people' });
  await waitFor(() => expect(send.getAttribute('aria-disabled')).not.toBe('true'));
  await fireEvent.click(send);
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByRole('heading', { name: '2 people have not consented' });
  await within(dialog).findByRole('button', { name: 'Send to all 213 all the same' });
  expect(sent('distribution_send')).toHaveLength(0);
  expect(await faults(dialog)).toEqual([]);
  expect(within(dialog).getAllByText('CA: CASL s. 6, 10')).toHaveLength(2);
  within(dialog).getByRole('checkbox', { name: 'Leave out Mia Quist' }).click();
  (await within(dialog).findByRole('button', { name: 'Leave this person out' })).click();
  await waitFor(() => expect(sent('distribution_review').at(-1)).toMatchObject({ request: { left_out: [9] } }));
  (await screen.findByRole('button', { name: 'Leave this person out' })).click();
  await waitFor(() => expect(screen.queryByText(/not consented, as far as/)).toBeNull());
});

/** What the double says of the privacy notice: set up, and nobody waits for it. */
import type { ConsentStanding, Notice, NoticeCard, NoticeOf, PressNews } from '../bindings';
import type { Answer } from './double';
import { changed } from '../live.svelte';

export function privacy(): Record<string, Answer> {
  let notice: Notice = {
    on: false,
    en: 'We have your data from {{ source }}.',
    de: 'Ihre Daten haben wir aus {{ source }}.',
  };
  const own = new Set<string>();
  const tell = (topic: 'person' | 'workspace') => queueMicrotask(() => changed([{ topic, id: null }]));
  const card = (): NoticeCard => ({ notice, set: true, due: 38, overdue: 0, given: 140 });
  const of: NoticeOf = { owed_for: [], due_on: null, overdue: false, by_mail: null, by_other_means: null };
  let news: PressNews = 'undecided';
  const consent: ConsentStanding = {
    kind: 'corporate',
    said: false,
    country: 'GB',
    law: {
      countries: ['GB'],
      kinds: ['corporate'],
      rule: 'objection',
      source: 'UK: PECR 2003 regs. 22(1), 23',
      as_of: '2026-11-26',
      accepts: [],
    },
    missing: false,
    by_basis: false,
    consents: [],
  };
  return {
    consent_of: () => consent,
    consent_set_recipient_kind: () => null,
    consent_note: () => null,
    consent_end: () => null,
    consent_press_news: () => news,
    consent_set_press_news: ({ decided }) => {
      news = decided as unknown as PressNews;
      tell('workspace');
      return null;
    },
    touches_retention: () => ({ on: false, months: 24, concerned: 0 }),
    touches_set_retention: ({ rule }) => ({ ...(rule as unknown as object), concerned: 0 }),
    touches_concerned: () => [],
    touches_keep: ({ until, reason }) => ({ until, reason, by: 'Ines Calder', noted_at: Date.UTC(2026, 10, 24) }),
    touches_kept: () => null,
    touches_keep_no_longer: () => null,
    notice_show: card,
    notice_proposed: () => ({ ...notice, en: 'Proposed: {{ source }}.', de: 'Vorschlag: {{ source }}.' }),
    notice_set: ({ notice: wanted }) => {
      notice = wanted as unknown as Notice;
      tell('workspace');
      return null;
    },
    notice_of: () => of,
    notice_note_given: () => 1,
    notice_take_back: () => null,
    notice_sources: () => [
      { source: 'Press guide 2026', addresses: 1840, own: own.has('Press guide 2026') },
      { source: 'Her card, press day', addresses: 12, own: own.has('Her card, press day') },
    ],
    notice_set_own_source: ({ source, own: is }) => {
      if (is) own.add(String(source));
      else own.delete(String(source));
      tell('person');
      return null;
    },
  };
}

/** What waits for its reader under Today. */
import { href } from '../../app/router.svelte';
import { daysLate, dueWords, dayOf, isIn, me } from '../../app/editorial';
import { commands, type DocumentCard } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { live } from '../../ipc/live.svelte';
import { say, t, word } from '../../text/index.svelte';

/** Something that waits for its reader: when, what it is, and where it is settled. */
export interface Need {
  key: string;
  when: string;
  /** What stands before and after the name; a name that is absent is all before it. */
  what: [string, string];
  name?: string;
  text: string;
  act: string;
  href: string;
  tone: string;
}

/** What the law of data protection asks for: whom to tell where their data come from, and whom there is no reason to keep. */
export function lawfulDuties(): { readonly needs: Need[] } {
  /** Whose data came from elsewhere and who was not told within a month (GDPR 14). */
  const notice = live(() => ({
    key: 'privacy-notice',
    ask: () => call(commands.noticeShow()),
    topics: ['workspace', 'person', 'delivery', 'account'],
  }));
  const untold = $derived<Need[]>(
    notice.data?.overdue
      ? [
          {
            key: 'notice',
            when: t('today.today'),
            what: [t('today.notice', { n: notice.data.overdue }), ''],
            text: t(notice.data.notice.on ? 'today.notice.on' : 'today.notice.off'),
            act: t(notice.data.notice.on ? 'today.look' : 'today.notice.setUp'),
            href: notice.data.notice.on
              ? href('segments', ['new'], { query: 'notice:overdue' })
              : href('settings', ['privacy']),
            tone: 'warn',
          },
        ]
      : [],
  );

  /** Whom there is no reason to keep any more, where the rule asks. */
  const retention = live(() => ({
    key: 'retention',
    ask: () => call(commands.touchesRetention()),
    topics: ['person', 'touch', 'delivery', 'workspace'],
  }));
  const unkept = $derived<Need[]>(
    retention.data?.on && retention.data.concerned > 0
      ? [
          {
            key: 'retention',
            when: t('today.today'),
            what: [t('today.retention', { n: retention.data.concerned, months: retention.data.months }), ''],
            text: t('today.retention.text'),
            act: t('today.decide'),
            href: href('contacts', ['retention']),
            tone: 'warn',
          },
        ]
      : [],
  );
  return {
    get needs() {
      return [...untold, ...unkept];
    },
  };
}

/** Files whose licence or consent ended while texts use them, and those that end within a month. */
export function endingFiles(): { readonly needs: Need[] } {
  const ending = live(() => ({
    key: 'assets-ending',
    ask: () => call(commands.assetsEnding()),
    topics: ['asset', 'document', 'person'],
  }));
  const needs = $derived<Need[]>(
    (ending.data ?? [])
      .filter((card) => card.standing === 'ending' || card.used > 0)
      .slice(0, NAMED)
      .map((card) => ({
        key: `asset-${card.id}`,
        when: t('today.today'),
        what: ['', t(card.standing === 'ended' ? 'today.assets.ended' : 'today.assets.ending')],
        name: card.fields.name,
        text: [...card.why.map(say), t('today.assets.used', { n: card.used })].join(' '),
        act: t('today.look'),
        href: href('assets', [card.id]),
        tone: card.standing === 'ended' ? 'bad' : 'warn',
      })),
  );
  return {
    get needs() {
      return needs;
    },
  };
}

/** So many texts are named; how many more there are is said. */
const NAMED = 4;

/** Texts that were due, are due today, or wait for whoever works here, each once; what is latest comes first. */
export function editorialDuties(documents: readonly DocumentCard[], now: number): Need[] {
  const today = dayOf(now);
  const due = documents
    .filter((card) => card.stage !== 'released' && card.due_on !== null && card.due_on <= today)
    .toSorted((one, other) => (one.due_on ?? '').localeCompare(other.due_on ?? ''));
  const waits = documents.filter((card) => isIn('waits', card, me(), now) && !due.includes(card));
  const need = (card: DocumentCard): Need => {
    const late = daysLate(card, now) > 0;
    const mine = isIn('waits', card, me(), now);
    return {
      key: `text-${card.id}`,
      when: due.includes(card) ? dueWords(card, now) : t('today.review'),
      what: ['', mine ? t('today.review.waits') : ''],
      name: card.headline || t('literature.untitled'),
      text: t('today.text', {
        kind: word('document', card.kind),
        stage: word('stage', card.stage),
        writer: card.writer || t('plan.nobody'),
      }),
      act: t('today.open'),
      href: href('literature', [card.id]),
      tone: late ? 'bad' : 'warn',
    };
  };
  const more = (all: readonly DocumentCard[], list: string): Need[] =>
    all.length > NAMED
      ? [
          {
            key: `more-${list}`,
            when: '',
            what: [t('today.more', { n: all.length - NAMED }), ''],
            text: '',
            act: t('today.look'),
            href: href('literature', [], { list }),
            tone: 'warn',
          },
        ]
      : [];
  return [
    ...due.slice(0, NAMED).map(need),
    ...more(due, 'late'),
    ...waits.slice(0, NAMED).map(need),
    ...more(waits, 'waits'),
  ];
}

/** What waits for my approval, and what was approved and is another by now. */
export function approvals(): { readonly needs: Need[] } {
  const asked = live(() => ({
    key: 'approvals',
    ask: () => call(commands.approvalList()),
    topics: ['document', 'asset', 'account', 'segment', 'list', 'workspace', 'distribution'],
  }));
  /** The words around a name. */
  const around = (said: string): [string, string] => {
    const [before = '', after = ''] = said.split('\u0000');
    return [before, after];
  };
  const needs = $derived<Need[]>(
    (asked.data ?? []).flatMap((view): Need[] => {
      const ask = view.ask;
      if (!ask) return [];
      const name = view.headline || t('literature.untitled');
      const at = { when: t('today.today'), name, href: href('literature', [view.document]) };
      const names = ask.people.map((one) => one.name).join(', ');
      if (view.mine) {
        const what = around(t('today.approve', { name: '\u0000' }));
        const text = t('today.approve.text', { by: ask.asked_by });
        return [{ ...at, key: `approve-${view.document}`, what, text, act: t('today.look'), tone: 'warn' }];
      }
      if (view.state === 'void') {
        const what = around(t('today.void', { name: '\u0000' }));
        const text = t('today.void.text', { n: ask.number, names });
        return [
          {
            ...at,
            href: href('literature', [view.document, 'changes']),
            key: `void-${view.document}`,
            what,
            text,
            act: t('today.void.act'),
            tone: 'warn',
          },
        ];
      }
      if (view.state === 'sent-back') {
        const back = ask.people.find((one) => one.answer === 'sent-back');
        const what = around(t('today.sentBack', { by: back?.name ?? '', name: '\u0000' }));
        return [
          { ...at, key: `back-${view.document}`, what, text: back?.note ?? '', act: t('today.open'), tone: 'bad' },
        ];
      }
      return [];
    }),
  );
  return {
    get needs() {
      return needs;
    },
  };
}

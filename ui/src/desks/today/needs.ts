/** How what waits for its reader is told under Today. What waits is the core's to say (`today::api`). */
import { href } from '../../app/router.svelte';
import type { Need } from '../../ipc/bindings';
import { clock, say, t, word } from '../../text/index.svelte';

/** Something that waits, as the page tells it: when, what it is, and where it is settled. */
export interface Told {
  key: string;
  when: string;
  /** What stands before and after the name; a name that is absent is all before it. */
  what: [string, string];
  name?: string;
  text: string;
  act: string;
  href: string;
  tone: 'bad' | 'warn' | 'unk';
}

/** So many of one group are named, of texts and files; how many more there are is said. */
const NAMED = 4;

/** A parameter of the core's sentence. */
export const said = (need: Need, name: string): string => String(need.what.params[name] ?? '');
export const counted = (need: Need | undefined, name: string): number => Number(need?.what.params[name] ?? 0);
const is = (need: Need, name: string): boolean => said(need, name) === 'yes';
const headline = (need: Need): string => said(need, 'headline') || t('literature.untitled');

/** The words around a name, so that each of the two can be set as what it is. */
function around(say: (name: string) => string): [string, string] {
  const [before = '', after = ''] = say('\u0000').split('\u0000');
  return [before, after];
}

type Teller = (need: Need) => Omit<Told, 'key'>;

const text: Teller = (need) => {
  const late = counted(need, 'late');
  const due = late ? t('plan.late', { n: late }) : t('plan.today');
  return {
    when: need.group === 'due' ? due : t('today.review'),
    what: ['', need.group === 'review' || is(need, 'mine') ? t('today.review.waits') : ''],
    name: headline(need),
    text: t('today.text', {
      kind: word('document', said(need, 'kind')),
      stage: word('stage', said(need, 'stage')),
      writer: said(need, 'writer') || t('plan.nobody'),
    }),
    act: t('today.open'),
    href: href('literature', [need.document ?? 0]),
    tone: late ? 'bad' : 'warn',
  };
};

/** A distribution that waits. */
const mail = (need: Need, of: Pick<Told, 'when' | 'text' | 'act' | 'tone'>, what: (name: string) => string) => ({
  ...of,
  what: around(what),
  name: said(need, 'title') || t('literature.untitled'),
  href: href('distributions', [need.distribution ?? 0]),
});

/** An approval that waits, is void or was refused. */
const approval = (need: Need, of: Pick<Told, 'text' | 'act' | 'tone'>, what: (name: string) => string) => ({
  ...of,
  when: t('today.today'),
  what: around(what),
  name: headline(need),
  href: href('literature', need.group === 'void' ? [need.document ?? 0, 'changes'] : [need.document ?? 0]),
});

const TELLERS: Partial<Record<Need['group'], Teller>> = {
  copies: (need) => ({
    when: t('today.now'),
    what: [t('copies.trouble'), ''],
    text: need.why.map(say).join(' '),
    act: t('today.look'),
    href: href('settings', ['copies']),
    tone: 'bad',
  }),
  held: (need) => {
    const words = t('today.held.text', { n: counted(need, 'n') });
    const of = { when: clock(need.at ?? 0), text: words, act: t('today.open'), tone: 'bad' } as const;
    return mail(need, of, (name) => t('today.held', { name }));
  },
  paused: (need) => {
    const words = t('today.paused.text', { n: counted(need, 'n') });
    const of = { when: t('today.now'), text: words, act: t('today.decide'), tone: 'warn' } as const;
    return mail(need, of, (name) => t('today.paused', { name }));
  },
  uncertain: (need) => {
    const of = {
      when: t('today.today'),
      text: t('today.uncertain.text'),
      act: t('today.decide'),
      tone: 'unk',
    } as const;
    return mail(need, of, (name) => t('today.uncertain', { n: counted(need, 'n'), name }));
  },
  due: text,
  review: text,
  approve: (need) => {
    const of = { text: t('today.approve.text', { by: said(need, 'by') }), act: t('today.look'), tone: 'warn' } as const;
    return approval(need, of, (name) => t('today.approve', { name }));
  },
  void: (need) => {
    const words = t('today.void.text', { n: counted(need, 'number'), names: said(need, 'names') });
    return approval(need, { text: words, act: t('today.void.act'), tone: 'warn' }, (name) => t('today.void', { name }));
  },
  'sent-back': (need) => {
    const of = { text: said(need, 'note'), act: t('today.open'), tone: 'bad' } as const;
    return approval(need, of, (name) => t('today.sentBack', { by: said(need, 'by'), name }));
  },
  files: (need) => ({
    when: t('today.today'),
    what: ['', t(is(need, 'ended') ? 'today.assets.ended' : 'today.assets.ending')],
    name: said(need, 'name'),
    text: [...need.why.map(say), t('today.assets.used', { n: counted(need, 'used') })].join(' '),
    act: t('today.look'),
    href: href('assets', [need.asset ?? 0]),
    tone: is(need, 'ended') ? 'bad' : 'warn',
  }),
  notice: (need) => ({
    when: t('today.today'),
    what: [t('today.notice', { n: counted(need, 'n') }), ''],
    text: t(is(need, 'on') ? 'today.notice.on' : 'today.notice.off'),
    act: t(is(need, 'on') ? 'today.look' : 'today.notice.setUp'),
    href: is(need, 'on') ? href('segments', ['new'], { query: 'notice:overdue' }) : href('settings', ['privacy']),
    tone: 'warn',
  }),
  retention: (need) => ({
    when: t('today.today'),
    what: [t('today.retention', { n: counted(need, 'n'), months: counted(need, 'months') }), ''],
    text: t('today.retention.text'),
    act: t('today.decide'),
    href: href('contacts', ['retention']),
    tone: 'warn',
  }),
};

/** Where the rest of a group is listed. */
const REST: Partial<Record<Need['group'], () => string>> = {
  due: () => href('literature', [], { list: 'late' }),
  review: () => href('literature', [], { list: 'waits' }),
  files: () => href('assets'),
};

/** What waits, in the core's order; of texts and files the first few of each group, and how many more there are. */
export function told(needs: readonly Need[]): Told[] {
  const shown: Told[] = [];
  const many = new Map<Need['group'], number>();
  const rest = (group: Need['group']) => {
    const more = (many.get(group) ?? 0) - NAMED;
    const where = REST[group];
    if (!where || more <= 0) return;
    const what: [string, string] = [t(group === 'files' ? 'today.more.files' : 'today.more', { n: more }), ''];
    shown.push({ key: `more-${group}`, when: '', what, text: '', act: t('today.look'), href: where(), tone: 'warn' });
  };
  let last: Need['group'] | undefined;
  for (const need of needs) {
    const teller = TELLERS[need.group];
    if (!teller) continue;
    if (last && last !== need.group) rest(last);
    last = need.group;
    const at = (many.get(need.group) ?? 0) + 1;
    many.set(need.group, at);
    if (REST[need.group] && at > NAMED) continue;
    const key = `${need.group}-${need.distribution ?? need.document ?? need.asset ?? 0}`;
    shown.push({ key, ...teller(need) });
  }
  if (last) rest(last);
  return shown;
}

/** What the double says waits today, and what comes: of its own texts, distributions and people. */
import type { Need, NeedGroup, Value } from '../bindings';
import type { Answer } from './double';

const HOUR = 3_600_000;

/** A need of a group, with the parameters of the core's sentence. */
export function need(group: NeedGroup, params: Record<string, Value>, of: Partial<Need> = {}): Need {
  const none = { on: null, at: null, document: null, distribution: null, asset: null, person: null };
  return { group, ...none, what: { key: `today.${group.replace('-', '_')}`, params }, why: [], ...of };
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function today(empty: boolean, many: boolean): Record<string, Answer> {
  const now = Date.now();
  const text = (headline: string, kind: string, stage: string, writer: string) => ({ headline, kind, stage, writer });
  const touch = (person: number, name: string) =>
    need('touch', { name, outlet: '', every: 3, period: 'month' }, { person, at: now - 95 * 24 * HOUR });
  const crowd = Array.from({ length: 1000 }, (_, at) => touch(at + 1, `Ruth Abernathy ${at + 1}`));
  const letters = text('Five keepers’ letters', 'article', 'draft', 'Leila Osei');
  const alone = text('Lone working after dark', 'announcement', 'in-review', 'Agnes Duarte');
  const lens = text('Lighthouse museum reopens its Lantern Wing', 'press-release', 'approved', 'Ines Calder');
  const all: Need[] = [
    need('due', { ...letters, late: 4, mine: 'no' }, { document: 3, on: dayOf(now - 4 * 24 * HOUR) }),
    need('due', { ...alone, late: 0, mine: 'yes' }, { document: 2, on: dayOf(now) }),
    ...(many ? [...crowd, need('touch', { n: 1234 })] : [touch(2, 'Daniel Achterberg'), touch(4, 'Kwame Boateng')]),
    need('week-lifts', lens, { document: 1, on: dayOf(now + 43 * HOUR), at: now + 43 * HOUR }),
    need('week-due', lens, { document: 1, on: dayOf(now + 48 * HOUR) }),
  ];
  return { today_needs: () => (empty ? [] : all) };
}

/** What the double says of approvals: one document approved, one void, and a rule that asks for nothing. */
import { changed } from '../live.svelte';
import type { ApprovalRule, ApprovalView, ApprovalAsk, ApprovalStanding, AskApproval, SendRequest } from '../bindings';
import { type Answer, refuse } from './double';

const at = (field: string) => ({ field, row: null, column: null, length: null, what: null, proposal: null });
const DIGEST = '7f3ac21e90bd4e15'.padEnd(64, '0');
const OTHER = 'c40fe6a3512b77d4'.padEnd(64, '0');

export function approval(now: number): Record<string, Answer> {
  let rule: ApprovalRule = { required: false, needed: 0, ordered: false, writer_may: false, people: [] };
  const tell = (topic: 'document' | 'workspace') => queueMicrotask(() => changed([{ topic, id: null }]));
  const one = (name: string, answer: ApprovalAsk['people'][number]['answer']): ApprovalAsk['people'][number] => ({
    name,
    answer,
    way: answer ? 'here' : null,
    note: '',
    noted_by: answer ? name : '',
    at: answer ? now - 3e6 : null,
  });
  const ask = (document: number, people: ApprovalAsk['people']): ApprovalAsk => ({
    id: document,
    document,
    revision: 14,
    number: 14,
    digest: DIGEST,
    needed: people.length,
    ordered: false,
    asked_by: 'Ines Calder',
    writer: 'Ines Calder',
    asked_at: now - 4e6,
    withdrawn_at: null,
    people,
  });
  const views = new Map<number, ApprovalView>();
  const view = (document: number): ApprovalView => {
    const known = views.get(document);
    if (known) return known;
    const made: ApprovalView = {
      document,
      headline: document === 2 ? 'Winter opening hours' : 'Lighthouse museum reopens its Lantern Wing',
      state: 'none',
      rule,
      ask: null,
      waits_for: [],
      given: 0,
      approved_at: null,
      digest: DIGEST,
      revision: 14,
      changes: [],
      void_since: null,
      goes: { account: null, to: '', except: [], parent: null },
      audience: '',
      from: '',
      attachments: 3,
      me: 'Ines Calder',
      mine: false,
      may_approve: false,
      usual: [],
      may_be_asked: [],
      writers: [{ name: 'Ines Calder', why: 'saved' }],
    };
    if (document === 1) {
      made.ask = ask(1, [one('Margaret Oyelaran', 'approved')]);
      Object.assign(made, { state: 'approved', given: 1, approved_at: now - 3e6 });
      Object.assign(made, { audience: 'Heritage press', from: 'press@harbourtrust.example.org' });
      made.goes = { account: 2, to: 'Heritage press', except: [], parent: null };
    }
    if (document === 2) {
      made.ask = ask(2, [one('Ines Calder', 'approved'), one('Margaret Oyelaran', 'approved')]);
      Object.assign(made, { state: 'void', given: 2, digest: OTHER, revision: 16, may_approve: true });
      made.void_since = now - 2e6;
      made.changes = [
        { part: 'text', words: 7, places: 5, was: '', is: '' },
        { part: 'attachments', words: 0, places: 0, was: 'plan.pdf', is: 'plan-2.pdf' },
      ];
    }
    views.set(document, made);
    return made;
  };
  const put = (document: number, change: Partial<ApprovalView>): ApprovalView => {
    const next = { ...view(document), ...change };
    views.set(document, next);
    tell('document');
    return next;
  };
  return {
    approval_show: ({ document }) => view(Number(document)),
    approval_barred: ({ document, names }) =>
      view(Number(document)).writers.filter((one) => (names as unknown as string[]).includes(one.name)),
    approval_ask_to_send: ({ request }) => view((request as unknown as SendRequest).document),
    approval_standings: ({ documents }) =>
      (documents as unknown as number[]).flatMap((id): ApprovalStanding[] => {
        const { state, ask, waits_for, changes, approved_at, void_since } = view(id);
        const comments = id === 3 ? 4 : 0;
        if (!ask && !comments) return [];
        const names =
          state === 'waiting' ? waits_for : state === 'void' ? [] : (ask?.people ?? []).map((one) => one.name);
        const at = state === 'approved' ? approved_at : state === 'void' ? void_since : (ask?.asked_at ?? null);
        return [{ document: id, state, names, at, changes, comments }];
      }),
    approval_ask: ({ document, asked }) => {
      const id = Number(document);
      const { people, goes } = asked as unknown as AskApproval;
      const named = people.length ? people : (view(id).ask?.people.map((one) => one.name) ?? []);
      if (!named.length) refuse('literature.approval.nobody', {}, [at('people')]);
      return put(id, {
        state: 'waiting',
        ask: {
          ...ask(
            id,
            named.map((name) => one(name, null)),
          ),
          number: view(id).revision,
          digest: view(id).digest,
        },
        waits_for: named,
        given: 0,
        changes: [],
        goes: goes ?? view(id).goes,
        audience: goes?.to ?? view(id).audience,
        mine: named.includes('Ines Calder'),
      });
    },
    approval_approve: ({ document }) => {
      const id = Number(document);
      const people = (view(id).ask?.people ?? []).map((asked) => one(asked.name, 'approved'));
      return put(id, {
        state: 'approved',
        ask: { ...ask(id, people), digest: view(id).digest },
        approved_at: now,
        changes: [],
        mine: false,
      });
    },
    approval_send_back: ({ document }) => put(Number(document), { state: 'sent-back' }),
    approval_take_back: ({ document }) => put(Number(document), { state: 'waiting' }),
    approval_withdraw: ({ document }) => put(Number(document), { state: 'none', ask: null }),
    approval_code: ({ code }) => {
      if (String(code).replace(/\W/g, '').length !== 10) refuse('distribution.answer.unreadable', {}, [at('code')]);
      return put(2, { state: 'approved' });
    },
    approval_answer_file: () => put(2, { state: 'approved' }),
    approval_save_review: ({ to }) => to,
    approval_rule: () => rule,
    approval_set_rule: ({ rule: wanted }) => {
      rule = wanted as unknown as ApprovalRule;
      tell('workspace');
      return rule;
    },
    literature_take_change_back: () => ({ lines: [], gone: 0, added: 0, changed: 0, places: 0, base: 'b' }),
    literature_changed_since: () => [
      { actor: 'Tomas Reid', at: now - 1e6, number: null, words: 3, places: 3 },
      { actor: 'Leila Osei', at: now - 2e6, number: 15, words: 4, places: 2 },
    ],
  };
}

/** An invented practice mailbox for the double. */
import { changed } from '../live.svelte';
import type { Conduct, PersonRow, PracticeConduct, PracticeKind, PracticeLetter, PracticeMail } from '../bindings';
import type { Answer } from './double';
import { refuse } from './double';

const subjects = [
  'Lighthouse museum at Skerry Point reopens its Lantern Wing after four years',
  'Season programme 2027: what opens when',
  'Night of 4 December: the harbour without light',
];

const sender = 'Ines Calder, Harbour Trust <press@harbourtrust.example.org>';

/** The practice commands over a list of people. */
export function practice(people: PersonRow[], mails: number): Record<string, Answer> {
  let conduct: PracticeConduct = { overall: 'accept', rules: [{ pattern: '*@ledger.example.net', conduct: 'refuse' }] };
  let count = mails;
  let view: number[] = [];

  const kind = (at: number): PracticeKind =>
    at % 17 === 3 ? 'auto-reply' : at % 23 === 5 ? 'reply' : at % 31 === 7 ? 'bounce' : 'mail';
  const mail = (at: number): PracticeMail => {
    const person = people[at % Math.max(1, people.length)];
    const who = `${person?.name ?? 'Nobody'} <${person?.address ?? 'nobody@example.org'}>`;
    const what = kind(at);
    const subject = subjects[at % subjects.length] ?? '';
    return {
      id: at + 1,
      at: Date.now() - at * 47_000,
      kind: what,
      conduct: (what === 'mail' ? 'accept' : 'answer') satisfies Conduct,
      from: what === 'mail' ? sender : who,
      to: what === 'mail' ? (person?.address ?? '') : 'press@harbourtrust.example.org',
      subject: what === 'mail' ? subject : `${what === 'bounce' ? 'Undelivered' : 'Re'}: ${subject}`,
      bytes: what === 'mail' ? 2_412_330 : 4120,
    };
  };

  return {
    practice_conduct: () => conduct,
    practice_set_conduct: ({ conduct: next }) => {
      const asked = next as unknown as PracticeConduct;
      const row = asked.rules.findIndex((rule) => rule.pattern.trim() === '' || /\s/.test(rule.pattern.trim()));
      if (row >= 0)
        refuse('practice.bad_pattern', { pattern: asked.rules[row]?.pattern ?? '' }, [
          { field: 'pattern', row: row + 1, column: null, length: null, what: null, proposal: null },
        ]);
      conduct = structuredClone(asked);
      queueMicrotask(() => changed([{ topic: 'practice-mail', id: null }]));
      return conduct;
    },
    practice_count: () => count,
    practice_open_view: ({ search }) => {
      const words = String(search).toLowerCase().split(/\s+/).filter(Boolean);
      view = Array.from({ length: count }, (_, at) => at).filter((at) => {
        const one = mail(at);
        const text = `${one.from} ${one.to} ${one.subject}`.toLowerCase();
        return words.every((word) => text.includes(word));
      });
      return { id: 1, count: view.length };
    },
    practice_view_rows: ({ from, to }) => view.slice(Number(from), Number(to)).map(mail),
    practice_close_view: () => null,
    practice_read: ({ id }): PracticeLetter => {
      if (Number(id) > count) refuse('practice.no_mail', { mail: Number(id) });
      const one = mail(Number(id) - 1);
      const text =
        one.kind === 'mail'
          ? 'Dear editor,\n\nthe Lantern Wing of the lighthouse museum opens on 26 November after four years of work.\n\nInes Calder\nHarbour Trust'
          : 'Thank you for your mail. I am away until 1 December.';
      return {
        ...one,
        html:
          one.kind === 'mail'
            ? `<!doctype html><html lang="en"><title>${one.subject}</title><body style="font:16px Georgia,serif;max-width:600px;margin:24px auto;padding:0 16px"><h1>${one.subject}</h1>${text
                .split('\n\n')
                .map((block) => `<p>${block}</p>`)
                .join('')}</body></html>`
            : '',
        text,
        headers: [
          `From: ${one.from}`,
          `To: ${one.to}`,
          `Subject: ${one.subject}`,
          'Message-ID: <0190c3f2a7714c1e9b000017@harbourtrust.example.org>',
          'Date: Wed, 25 Nov 2026 10:31:07 +0000',
          'MIME-Version: 1.0',
        ].join('\n'),
        files:
          one.kind === 'mail'
            ? [
                {
                  number: 1,
                  name: 'Lantern Wing at dusk.jpg',
                  media_type: 'image/jpeg',
                  bytes: 1_640_000,
                  inline: false,
                },
                { number: 2, name: 'Opening hours.pdf', media_type: 'application/pdf', bytes: 120_000, inline: false },
              ]
            : [],
        remote_pictures: one.kind === 'mail' && one.id % 5 === 0 ? 1 : 0,
      };
    },
    practice_save_file: () => null,
    practice_save_mail: () => null,
    practice_remove: ({ id }) => {
      if (Number(id) > count) refuse('practice.no_mail', { mail: Number(id) });
      count -= 1;
      queueMicrotask(() => changed([{ topic: 'practice-mail', id: Number(id) }]));
      return null;
    },
    practice_empty: ({ seen }) => {
      if (Number(seen) !== count) refuse('practice.others_came', { count, seen: Number(seen) });
      const gone = count;
      count = 0;
      queueMicrotask(() => changed([{ topic: 'practice-mail', id: null }]));
      return gone;
    },
  };
}

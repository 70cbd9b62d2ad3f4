/** Any block that the core may send, for tests: in the one form in which it tells what means the same. */
import fc from 'fast-check';

import type { Mark, PaperContent, PaperLines, Run, Side } from '../../../ipc/bindings';

/** Words as people and programs write them: other scripts, signs of Markdown and HTML, blanks at the edges. */
const words = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('Lantern', 'lens of 1874', ' and ', 'x', '2.6 m, ', 'Ines Calder') },
  { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'مهم',
      'שלום',
      '日本語',
      '“”',
      '— a',
      '\u00a0',
      ' ',
      '**',
      '<b>',
      '&amp;',
      '{{',
      '1.',
      '|',
    ),
  },
);

const url = fc.constantFrom('https://example.org', 'mailto:a@b.example', '', 'a b<c>', 'tel:+44163296', '#notes');
const title = fc.option(words, { nil: null, freq: 3 });

const link: fc.Arbitrary<Mark> = fc.record({ mark: fc.constant('link' as const), url, title });
/** Each mark once, in the core's order. */
const marks = (code: boolean): fc.Arbitrary<Mark[]> =>
  fc
    .tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.option(link), fc.boolean())
    .map(([strong, emphasis, strike, linked, coded]) => [
      ...(strong ? [{ mark: 'strong' as const }] : []),
      ...(emphasis ? [{ mark: 'emphasis' as const }] : []),
      ...(strike ? [{ mark: 'strike' as const }] : []),
      ...(linked ? [linked] : []),
      ...(code && coded ? [{ mark: 'code' as const }] : []),
    ]);

const text: fc.Arbitrary<Run['what']> = words.map((said) => ({ is: 'text', text: said }));
const field: fc.Arbitrary<Run['what']> = fc.record({
  is: fc.constant('field' as const),
  field: fc.record({
    name: fc.constantFrom('first_name', 'outlet', 'a_field'),
    fallback: fc.option(words, { nil: null }),
  }),
});
const picture: fc.Arbitrary<Run['what']> = fc.record({
  is: fc.constant('image' as const),
  src: fc.constantFrom('lens.jpg', 'a b.png', ''),
  alt: fc.oneof(words, fc.constant('')),
  title,
});
const note: fc.Arbitrary<Run['what']> = fc.record({
  is: fc.constant('note' as const),
  label: fc.constantFrom('1', 'a', 'press'),
});
const html: fc.Arbitrary<Run['what']> = fc
  .constantFrom('<b>', '<!-- remark -->', '<br/>', '</b>')
  .map((said) => ({ is: 'raw', text: said }));
const lineBreak: fc.Arbitrary<Run['what']> = fc.constant({ is: 'break' });

const alike = (one: Run | undefined, other: Run): boolean => JSON.stringify(one?.marks) === JSON.stringify(other.marks);

/** Runs side by side that are marked alike are one run. */
function joined(runs: Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (last?.what.is === 'text' && run.what.is === 'text' && alike(last, run)) {
      out[out.length - 1] = { ...last, what: { is: 'text', text: last.what.text + run.what.text } };
    } else out.push(run);
  }
  return out;
}

const runsOf = (what: fc.Arbitrary<Run['what']>, marked = true): fc.Arbitrary<Run[]> =>
  fc
    .array(
      what.chain((is) =>
        (marked ? marks(is.is === 'text') : fc.constant<Mark[]>([])).map((its): Run => ({ what: is, marks: its })),
      ),
      { maxLength: 5 },
    )
    .map(joined);

const heavy = { weight: 6, arbitrary: text };
const light = (arbitrary: fc.Arbitrary<Run['what']>) => ({ weight: 1, arbitrary });
/** What stands on one line has no break. */
const single = fc.oneof(heavy, light(field), light(picture), light(note), light(html));
const any = fc.oneof(heavy, light(field), light(picture), light(note), light(html), light(lineBreak));

/** A break stands between words. */
function between(runs: Run[]): Run[] {
  const meant = (run: Run) => run.what.is !== 'break';
  return runs.slice(Math.max(0, runs.findIndex(meant)), runs.findLastIndex(meant) + 1);
}

const paragraph = (least: number): fc.Arbitrary<PaperContent> =>
  runsOf(any)
    .map(between)
    .filter((said) => said.length >= least)
    .map((said) => ({ kind: 'paragraph', words: said }));

/** Paragraphs and lists, as an item or a quote holds them: none is empty. */
function inner(depth: number): fc.Arbitrary<PaperContent[]> {
  const one = depth > 0 ? fc.oneof({ weight: 3, arbitrary: paragraph(1) }, list(depth - 1)) : paragraph(1);
  return fc.array(one, { maxLength: 3 });
}
function list(depth: number): fc.Arbitrary<PaperContent> {
  return fc.record({
    kind: fc.constant('list' as const),
    start: fc.option(fc.nat({ max: 40 }), { nil: null }),
    items: fc.array(inner(depth), { minLength: 1, maxLength: 3 }),
  });
}

const side = fc.constantFrom<Side | null>(null, 'left', 'center', 'right');
const table: fc.Arbitrary<PaperContent> = fc.integer({ min: 1, max: 4 }).chain((columns) => {
  const row = fc.array(runsOf(single), { minLength: columns, maxLength: columns });
  return fc.record({
    kind: fc.constant('table' as const),
    align: fc.array(side, { minLength: columns, maxLength: columns }),
    head: row,
    rows: fc.array(row, { maxLength: 3 }),
  });
});

export const content: fc.Arbitrary<PaperContent> = fc.oneof(
  { weight: 4, arbitrary: paragraph(0) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('heading' as const),
      level: fc.integer({ min: 1, max: 6 }),
      id: fc.option(fc.constantFrom('about', 'notes-1'), { nil: null }),
      class: fc.option(fc.constantFrom('boilerplate', 'notes', 'contact', 'of-its-own'), { nil: null }),
      words: runsOf(single),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('quote' as const), blocks: inner(1), speaker: runsOf(single) }),
  },
  { weight: 3, arbitrary: list(2) },
  { weight: 2, arbitrary: table },
  { weight: 1, arbitrary: fc.constant({ kind: 'rule' as const }) },
  { weight: 1, arbitrary: fc.constantFrom('About us', 'a').map((name) => ({ kind: 'shared' as const, name })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('raw' as const),
      what: fc.constantFrom('code' as const, 'table' as const, 'note' as const, 'html' as const, 'other' as const),
      text: fc.oneof(words, fc.constantFrom('```\n  code\n\n```', '<div>\n</div>', '[^1]: Note.', '    indented')),
    }),
  },
);

const line = runsOf(fc.oneof({ weight: 4, arbitrary: text }, field), false);
export const lines: fc.Arbitrary<PaperLines> = fc.record({ headline: line, subhead: line, dateline: line });

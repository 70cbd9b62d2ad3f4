/** An invented release on paper, and a stand-in for the core that takes its blocks back. */
import type { EditedPaper, Paper, PaperContent, Run, SavedPaper } from '../bindings';

const words = (text: string): Run[] => [{ what: { is: 'text', text }, marks: [] }];
const strong = (text: string): Run => ({ what: { is: 'text', text }, marks: [{ mark: 'strong' }] });
const para = (...runs: (Run | string)[]): PaperContent => ({
  kind: 'paragraph',
  words: runs.flatMap((run) => (typeof run === 'string' ? words(run) : [run])),
});

const release: [string, PaperContent][] = [
  [
    'The Lantern Wing of the Skerry Point Lighthouse Museum opens to the public again on Saturday 5 December, four years after storm water closed it. Admission is free for the first nine days.',
    para(
      'The Lantern Wing of the Skerry Point Lighthouse Museum opens to the public again on Saturday 5 December, four years after storm water closed it. Admission is free for the first nine days.',
    ),
  ],
  [
    'At its centre stands the lens of 1874.',
    para(
      'At its centre stands the lens of 1874, 2.6 metres tall, back on its carriage after conservators cleaned each of its 1,012 prisms by hand. Dear ',
      { what: { is: 'field', field: { name: 'first_name', fallback: 'editor' } }, marks: [] },
      ', it turns once every ninety seconds, as it did for the ships that passed the point until 1988.',
    ),
  ],
  [
    '> “A lighthouse is a promise kept every night.”\n>\n> — Margaret Oyelaran, director, Harbour Trust',
    {
      kind: 'quote',
      blocks: [
        para(
          '“A lighthouse is a promise kept every night. For four winters we could not keep ours. Now the lens turns again, and anyone may stand beneath it.”',
        ),
      ],
      speaker: words('Margaret Oyelaran, director, Harbour Trust'),
    },
  ],
  [
    'The work cost £3.2 million.',
    para(
      'The work cost £3.2 million. The Averil Heritage Fund gave £1.9 million; 4,316 people gave the rest. A new gallery, ',
      { what: { is: 'text', text: 'Kept Lights' }, marks: [{ mark: 'emphasis' }] },
      ', follows the 61 keepers and the families who lived beside them, in ',
      {
        what: { is: 'text', text: 'their own letters' },
        marks: [{ mark: 'link', url: 'https://harbourtrust.example.org', title: null }],
      },
      '.',
    ),
  ],
  [
    '| Day | Hours |\n|---|---|\n| Saturday | 10 to 17 |',
    { kind: 'raw', what: 'table', text: '| Day | Hours |\n|---|---|\n| Saturday | 10 to 17 |' },
  ],
  [
    '## About Harbour Trust {.boilerplate}',
    { kind: 'heading', level: 2, id: null, class: 'boilerplate', words: words('About Harbour Trust') },
  ],
  [
    'Harbour Trust looks after eleven lighthouses.',
    para(
      strong('Harbour Trust'),
      ' looks after eleven lighthouses, harbours and working boats on the Averil coast and opens them to everyone.',
    ),
  ],
  [
    '## Notes to editors {.notes}',
    { kind: 'heading', level: 2, id: null, class: 'notes', words: words('Notes to editors') },
  ],
  [
    '1. Press view: Thursday 3 December.\n2. Photographs may be used free of charge.',
    {
      kind: 'list',
      start: 1,
      items: [
        [para('Press view: Thursday 3 December, 10 to 12. Reply to reserve a place.')],
        [para('Photographs may be used free of charge with this story.')],
      ],
    },
  ],
  [
    '## Press contact {.contact}',
    { kind: 'heading', level: 2, id: null, class: 'contact', words: words('Press contact') },
  ],
  ['Ines Calder', para('Ines Calder, communications manager', { what: { is: 'break' }, marks: [] }, '01632 960 214')],
];

/** The release `text` on paper; an empty one where there is no headline. */
export function paper(text: string, headline: string | undefined): Paper {
  let at = 0;
  return {
    text,
    base: 'base-0',
    head: text.slice(0, text.indexOf('\n---\n') + 5),
    front: {
      headline: headline ?? null,
      subject: null,
      preheader: null,
      subhead: null,
      dateline: headline ? 'Port Averil, 26 November 2026' : null,
      embargo: headline ? '2026-11-26 06:00 Europe/London' : null,
      language: 'en',
      kind: null,
      announcement: null,
    },
    lines: {
      headline: headline ? words(headline) : [],
      subhead: [],
      dateline: headline ? words('Port Averil, 26 November 2026') : [],
    },
    lead: '\n',
    blocks: headline
      ? release.map(([source, content], index) => {
          const from = at;
          at += source.length + 2;
          return {
            id: index + 1,
            part: '',
            from,
            to: from + source.length,
            before: index ? '\n\n' : '',
            source,
            content,
          };
        })
      : [],
    tail: '\n',
    findings: [],
  };
}

/** What the core says to a save: blocks that were not touched keep their source. */
export function keep(edited: EditedPaper, turn: number): SavedPaper {
  const blocks = edited.blocks.map((block) => ({
    id: block.id,
    from: 0,
    to: 0,
    before: block.before || '\n\n',
    source: block.source ?? JSON.stringify(block.content),
  }));
  return {
    saved: { at: Date.now(), headline: '', words: 282, findings: [], base: `base-${turn}` },
    text: edited.head + edited.lead + blocks.map((block) => block.before + block.source).join('') + edited.tail,
    head: edited.head,
    lead: edited.lead,
    blocks,
    tail: edited.tail,
  };
}

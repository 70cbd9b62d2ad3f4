/** What each kind of block is called where the caret stands. */
export const BLOCKS = {
  line: 'paper.line',
  paragraph: 'paper.block',
  heading: 'paper.heading',
  'small-heading': 'paper.smallHeading',
  quote: 'paper.quote',
  list: 'paper.list',
  numbers: 'paper.numbers',
  table: 'paper.table',
  source: 'paper.source',
} as const;

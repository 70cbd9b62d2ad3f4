import { describe, expect, test } from 'vitest';

import type { DocumentView, Paper } from '../../ipc/bindings';
import { Draft } from './draft.svelte';
import { para, paperOf } from './paper/testing';

/** A draft of this text: blocks are what stands between empty lines after the front block. */
function draftOf(head: string, lead: string, sources: string[]): Draft {
  const paper: Paper = {
    ...paperOf(sources.map(para)),
    head,
    lead,
    text: head + lead + sources.join('\n\n'),
  };
  paper.blocks = paper.blocks.map((block, at) => ({
    ...block,
    before: at === 0 ? '' : '\n\n',
    source: sources[at] ?? '',
  }));
  const view = { card: { id: 1, headline: '', edited_at: 0 }, words: 0, findings: [], text: paper.text };
  return new Draft(view as unknown as DocumentView, paper);
}

describe('what stands in a line of the text', () => {
  const draft = draftOf('---\nheadline: >\n  The lens\n  is back\nembargo: 2030-01-01\n---\n', '\n', [
    'one\ntwo',
    '- a\n- b\n',
    'last',
  ]);

  test('a block by its number, with all its lines', () => {
    const at = [8, 9, 11, 12].map((row) => draft.standsIn(row));
    expect(at).toEqual([{ block: 1 }, { block: 1 }, { block: 2 }, { block: 2 }]);
  });

  test('a field of the front block, on each of its lines', () => {
    expect([2, 3, 4].map((row) => draft.standsIn(row))).toEqual(Array(3).fill({ field: 'headline' }));
    expect(draft.standsIn(5)).toEqual({ field: 'embargo' });
  });

  test('an empty line belongs to what follows it, and behind the end the last block is meant', () => {
    expect([draft.standsIn(7), draft.standsIn(10), draft.standsIn(99)]).toEqual([
      { block: 1 },
      { block: 2 },
      { block: 3 },
    ]);
  });

  test('a text without a block has none', () => {
    expect(draftOf('', '', []).standsIn(1)).toBeUndefined();
  });
});

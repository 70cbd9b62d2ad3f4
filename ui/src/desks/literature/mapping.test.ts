/** What holds for any text whatever: by random blocks, through the sheet as the page opens it. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';

import type { DocumentView, EditedPaper, PaperContent } from '../../ipc/bindings';
import { asked, install } from '../../ipc/testing/double';
import { keep } from '../../ipc/testing/paper';
import { Draft } from './draft.svelte';
import { content, lines } from './paper/random';
import { closeSheet, ids, openSheet, paperOf, press, said, sheet } from './paper/testing';

afterEach(closeSheet);

const contents = fc.array(content, { minLength: 1, maxLength: 6 });

/** Each run closes the sheet of the one before. */
function open(blocks: PaperContent[], over?: Parameters<typeof openSheet>[2]) {
  closeSheet();
  openSheet(blocks, {}, over);
}

/** Where words can be written in a block: the places of the caret in it, by the block's number among all blocks. */
function places(index: number): number[] {
  const found: number[] = [];
  let block = -1;
  sheet().editor.state.doc.forEach((node, from) => {
    if (!('bid' in node.attrs)) return;
    block += 1;
    if (block !== index) return;
    const within = (size: number, start: number) => {
      for (let at = 0; at <= size; at += 1) found.push(start + at);
    };
    if (node.isTextblock) within(node.content.size, from + 1);
    node.descendants((child, at) => {
      if (child.isTextblock) within(child.content.size, from + 2 + at);
    });
  });
  return found;
}

describe('any text', () => {
  test('says on the sheet what the core said, and is allowed there', () => {
    fc.assert(
      fc.property(contents, lines, (blocks, over) => {
        open(blocks, over);
        sheet().editor.state.doc.check();
        expect(said()).toEqual(blocks);
        expect(sheet().read().lines).toEqual(over);
        expect(ids()).toEqual(blocks.map((_, at) => at + 1));
      }),
      { numRuns: 120 },
    );
  });

  const edits: Record<string, (chosen: { from: number; to: number }) => void> = {
    'words are typed': () => sheet().type('Quite new.'),
    'a mark is set': () => sheet().acts.strong(),
    'another mark is set': () => sheet().acts.emphasis(),
    'a field is put': () => sheet().putField('outlet', null),
    'a break is put': () => press('Enter', { shiftKey: true }),
    'a block is split': () => press('Enter'),
    'it becomes a heading': () => sheet().acts.heading(2),
    'it becomes a quote': () => sheet().acts.quote(),
    'it becomes a list': () => sheet().acts.list(),
    'what is chosen goes': ({ from, to }) => {
      if (from < to) press('Delete');
    },
  };
  for (const [what, edit] of Object.entries(edits)) {
    test(`keeps every other block where ${what} in one, and undo brings all back`, () => {
      fc.assert(
        fc.property(contents, fc.nat(), fc.nat(), fc.nat(), (blocks, which, first, last) => {
          open(blocks);
          const index = which % blocks.length;
          const free = places(index);
          fc.pre(free.length > 0);
          const [one = 0, other = 0] = [free[first % free.length], free[last % free.length]];
          const [from, to] = [Math.min(one, other), Math.max(one, other)];
          const before = sheet().read();
          sheet().editor.commands.setTextSelection({ from, to });
          edit({ from, to });
          sheet().editor.state.doc.check();
          const after = new Map(
            sheet()
              .read()
              .blocks.map((block) => [block.id, block.content]),
          );
          expect(after.size, 'each has a number of its own').toBe(ids().length);
          for (const block of before.blocks) {
            if (block.id !== index + 1) expect(after.get(block.id)).toBe(block.content);
          }
          // The words that stood behind the one that was edited still stand behind it.
          const order = ids().filter((id) => id <= blocks.length && id !== index + 1);
          expect(order).toEqual(blocks.map((_, at) => at + 1).filter((id) => id !== index + 1));
          while (sheet().undoQuietly());
          expect(sheet().read()).toEqual(before);
        }),
        { numRuns: 30 },
      );
    });
  }
});

describe('any text by the clipboard', () => {
  /** What stands in a sheet of its own once everything of this one was copied and pasted there. */
  function pasted(blocks: PaperContent[]): PaperContent[] {
    open(blocks);
    const { view } = sheet().editor;
    const { doc } = view.state;
    const first = [0, 1, 2].reduce((sum, at) => sum + doc.child(at).nodeSize, 0);
    const { dom } = view.serializeForClipboard(doc.slice(first, doc.content.size));
    const html = [...dom.childNodes].map((one) => new XMLSerializer().serializeToString(one)).join('');
    open([{ kind: 'paragraph', words: [] }]);
    sheet().editor.commands.setTextSelection(sheet().editor.state.doc.content.size - 1);
    sheet().editor.view.pasteHTML(html);
    sheet().editor.state.doc.check();
    return said();
  }

  test('comes back as it was', () => {
    fc.assert(
      fc.property(contents, (blocks) => {
        expect(pasted(blocks)).toEqual(blocks);
      }),
      { numRuns: 60 },
    );
  });
});

describe('any text that is saved', () => {
  /** The bytes of a block, odd enough that nobody would write them anew. */
  const bytesOf = (id: number) => `source ${id}  \r\n`;

  test('sends each block that was not written on as the bytes that it came as', async () => {
    const run = fc.asyncProperty(contents, lines, fc.nat(), async (blocks, over, which) => {
      open(blocks, over);
      install({ literature_save_paper: ({ edited }) => keep(edited as unknown as EditedPaper, 1) });
      const paper = paperOf(blocks, over);
      paper.blocks = paper.blocks.map((block) => ({ ...block, source: bytesOf(block.id) }));
      const view = { card: { id: 1, headline: '', edited_at: 0 }, words: 0, findings: [], text: '' };
      const draft = new Draft(view as unknown as DocumentView, paper);
      draft.attach(() => sheet().read());
      const index = which % blocks.length;
      const at = places(index)[0];
      if (at !== undefined) sheet().editor.commands.insertContentAt(at, 'Quite new. ');
      draft.wrote('');
      await draft.flush();
      const sent = (asked.at(-1)?.args as { edited: EditedPaper }).edited;
      expect(sent.lines).toEqual(over);
      const said = sheet().read().blocks;
      const written = at !== undefined;
      expect(sent.blocks.map(({ id, source, content }) => ({ id, source, content }))).toEqual(
        blocks.map((_, one) =>
          written && one === index
            ? { id: one + 1, source: null, content: said[one]?.content }
            : { id: one + 1, source: bytesOf(one + 1), content: null },
        ),
      );
      draft.release();
    });
    await fc.assert(run, { numRuns: 60 });
  });
});

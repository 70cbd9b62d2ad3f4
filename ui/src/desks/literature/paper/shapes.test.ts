import { afterEach, expect, test } from 'vitest';

import type { PaperContent, Run } from '../../../ipc/bindings';
import shapes from './samples/shapes.json?raw';
import { closeSheet, openSheet, said, sheet } from './testing';

/** What the core reads of CommonMark's examples and of its own awkward texts: a test of the core keeps the file true. */
const read = (JSON.parse(shapes) as PaperContent[]).map(joined);

/** Of two links side by side, to addresses that are alike once every digit is a 0, one is made, as the sheet does. */
function joined(content: PaperContent): PaperContent {
  if (content.kind !== 'paragraph') return content;
  const words: Run[] = [];
  for (const run of content.words) {
    const last = words.at(-1);
    if (last?.what.is === 'text' && run.what.is === 'text' && JSON.stringify(last.marks) === JSON.stringify(run.marks))
      words[words.length - 1] = { ...last, what: { is: 'text', text: last.what.text + run.what.text } };
    else words.push(run);
  }
  return { ...content, words };
}

afterEach(closeSheet);

test('every shape of block that CommonMark knows says on the sheet what the core said, and is allowed there', () => {
  expect(read.length).toBeGreaterThan(300);
  openSheet(read);
  sheet().editor.state.doc.check();
  expect(said()).toEqual(read);
});

test('every shape of block stays as it is while words are typed between any two', () => {
  const written: PaperContent = {
    kind: 'paragraph',
    words: [{ what: { is: 'text', text: 'Quite new.' }, marks: [] }],
  };
  // Several sheets: on one so long every letter takes long.
  for (let from = 0; from < read.length; from += 40) {
    const some = read.slice(from, from + 40);
    openSheet(some.flatMap((one): PaperContent[] => [one, { kind: 'paragraph', words: [] }]));
    const { editor } = sheet();
    const places: number[] = [];
    editor.state.doc.forEach((node, at) => {
      if ('bid' in node.attrs) places.push(at);
    });
    expect(places).toHaveLength(some.length * 2);
    // From the end, so that no place before it is another then.
    for (let index = places.length - 1; index > 0; index -= 2) {
      editor.commands.setTextSelection((places[index] ?? 0) + 1);
      sheet().type('Quite new.');
    }
    expect(said()).toEqual(some.flatMap((one) => [one, written]));
    closeSheet();
  }
});

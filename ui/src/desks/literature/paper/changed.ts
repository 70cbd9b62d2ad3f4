/**
 * Which blocks one transaction made others. Blocks that nobody touched are the very same objects in the new text, so that
 * looking for the first and the last that differ takes a few microseconds in a text of thousands.
 */
import type { Node } from '@tiptap/pm/model';

export interface ChangedBlocks {
  /** The first block that is another. */
  from: number;
  /** Behind the last one, among the blocks of before. */
  toBefore: number;
  /** Behind the last one, among the blocks of now. */
  to: number;
}

export function changedBlocks(before: Node, now: Node): ChangedBlocks {
  let from = 0;
  const least = Math.min(before.childCount, now.childCount);
  while (from < least && before.child(from) === now.child(from)) from += 1;
  let toBefore = before.childCount;
  let to = now.childCount;
  while (toBefore > from && to > from && before.child(toBefore - 1) === now.child(to - 1)) {
    toBefore -= 1;
    to -= 1;
  }
  return { from, toBefore, to };
}

/** Where a block begins. */
export function beginningOf(doc: Node, index: number): number {
  let at = 0;
  for (let before = 0; before < index; before += 1) at += doc.child(before).nodeSize;
  return at;
}

/** axe on a piece of the page: what it finds, in words; empty when all is well. */
import axe from 'axe-core';

/** Colour needs a real renderer: `tokens.test.ts` computes the contrasts instead. */
export async function faults(root: Element): Promise<string[]> {
  const result = await axe.run(root, {
    // A sandboxed mail is foreign: its frame is judged, what is in it is not ours.
    iframes: false,
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return result.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`,
  );
}

/** What the window asks of the shell itself. */
import { commands } from './bindings';

let asked = 1;

/** Scales everything in the window; a shell that cannot leaves it as it is. */
export async function zoom(factor: number): Promise<void> {
  if (factor === asked) return;
  asked = factor;
  await commands.windowZoom(factor).catch(() => undefined);
}

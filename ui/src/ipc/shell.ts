/** What the window asks of the shell itself. */
import { commands } from './bindings';
import { call } from './call';

let asked = 1;

/** Scales everything in the window; a shell that cannot leaves it as it is. */
export async function zoom(factor: number): Promise<void> {
  if (factor === asked) return;
  asked = factor;
  await commands.windowZoom(factor).catch(() => undefined);
}

/** Asks where to write a file; undefined when the user thinks better of it. */
export async function saveAs(name: string, extension: string): Promise<string | undefined> {
  const whole = name.endsWith(`.${extension}`) ? name : `${name}.${extension}`;
  return (await call(commands.windowChooseSave(whole))) ?? undefined;
}

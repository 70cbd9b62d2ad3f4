/** Which parts texts of a kind have, by the core's outlines, and which of them a text lacks. */
import { commands, type DocumentKind } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { live } from '../../ipc/live.svelte';
import { isSection, SECTIONS, type PartName, type Section } from './paper/parts';

/** The sections that a text of a kind has, and that do not stand among its parts. */
export function lacking(text: () => [DocumentKind, readonly PartName[]]): { readonly all: Section[] } {
  const outlines = live(() => ({ key: 'outlines', ask: () => call(commands.literatureOutlines()), topics: [] }));
  return {
    get all() {
      const [kind, parts] = text();
      const outline = outlines.data?.find((one) => one.kind === kind)?.parts.map((one) => one.part) ?? SECTIONS;
      return outline.filter(isSection).filter((one) => !parts.includes(one));
    },
  };
}

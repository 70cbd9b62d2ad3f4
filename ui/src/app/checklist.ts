/** The words of checklists: the usual items in the reader's language, the others as they were written. */
import { known, t, word } from '../text/index.svelte';

export const USUAL = [
  'facts',
  'names',
  'quotes',
  'contact',
  'boilerplate',
  'pictures',
  'links',
  'wording',
  'lines',
  'dates',
  'whom',
] as const;

export const itemWords = (item: string): string =>
  item.startsWith('=') && known(`check.${item.slice(1)}`) ? word('check', item.slice(1)) : item;

/** What was written, with the usual items by their codes: so each reader has them in their own language. */
export const itemOf = (words: string): string => {
  const code = USUAL.find((one) => t(`check.${one}`) === words.trim());
  return code === undefined ? words.trim() : `=${code}`;
};

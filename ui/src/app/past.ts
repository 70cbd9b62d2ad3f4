/** What a line of the past says, in the words of the window. */
import type { Via } from '../ipc/bindings';
import { countryName, dayIso, figure, languageName, t, word } from '../text/index.svelte';

export function pastText(key: string, text: string): string {
  if (text === '') return t('past.so');
  switch (key) {
    case 'kind':
      return word('kind', text);
    case 'outlet_kind':
      return word('outlets.kind', text);
    case 'frequency':
      return word('outlets.frequency', text);
    case 'reach':
      return figure(Number(text));
    case 'basis':
      return word('basis', text);
    case 'recipient_kind':
      return word('consent.kind', text);
    case 'barred':
      return word('suppression', text);
    case 'language':
      return languageName(text);
    case 'country':
      return countryName(text);
    case 'sourced_on':
      return dayIso(text);
  }
  return text;
}

/** Who did it, and by which program where that is known. */
export function doneBy({ by, via }: { by: string; via: Via | null }): string {
  return via === null ? by : t('past.via', { by, via });
}

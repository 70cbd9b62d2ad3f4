/** What the window does with a beat; each act is one action of the core. */
import { commands, type BeatCard } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { t } from '../../text/index.svelte';
import { act } from './contacts.svelte';

/** Takes a beat away: what stood below it goes one up. */
export const deleteBeat = (card: BeatCard) =>
  act(() => call(commands.contactsDeleteBeat(card.id)), t('beats.deleted', { name: card.name, n: card.itself }));

/** The names in a line of names, each once. */
export const namesIn = (line: string): string[] => [
  ...new Set(
    line
      .split(/[,;]/)
      .map((name) => name.trim())
      .filter(Boolean),
  ),
];

/** What desks add to the frame without the frame knowing them: acts for the palette, the sender's line. */
import type { IconName } from '../parts';
import type { Key } from '../text/index.svelte';

interface Action {
  id: string;
  label: Key;
  icon: IconName;
  shortcut?: string;
  act: () => void;
}

class FrameWords {
  actions = $state.raw<readonly Action[]>([]);
  /** The address that sends; undefined while only the practice account is there. */
  sender = $state<string | undefined>(undefined);
}

export const frameWords = new FrameWords();

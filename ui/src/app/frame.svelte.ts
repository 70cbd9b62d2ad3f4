/** What desks add to the frame without the frame knowing them: acts for the palette. */
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
}

export const frameWords = new FrameWords();

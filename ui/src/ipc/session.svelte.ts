/** What the window is about: no workspace (the welcome) or one, and the feed of its changes. */
import { getCurrentWebviewWindow } from '@tauri-apps/api/webviewWindow';

import { commands, type Closing, type WindowState } from './bindings';
import { call, problemOf, type Problem } from './call';
import { changed, type Change } from './live.svelte';

/** What the shell says when a window was asked to close. */
export interface ClosingCard {
  /** Mails that are under way. */
  sending: number;
  /** When something goes by itself next. */
  next_at: number | null;
  /** Whether this desktop shows a tray. */
  tray: boolean;
  /** Whether the agent watches this workspace. */
  agent: boolean;
}

class Session {
  state = $state.raw<WindowState | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** What is under way or due, once the window was asked to close over it. */
  closing = $state.raw<ClosingCard | undefined>(undefined);
  #unsaved = new Set<() => Promise<unknown>>();

  /** `keep` is done before the window goes; returns how to take that back. */
  beforeClosing(keep: () => Promise<unknown>): () => void {
    this.#unsaved.add(keep);
    return () => this.#unsaved.delete(keep);
  }

  /** The window was asked to close: what is unsaved is kept, and while something goes by itself somebody is asked (U14). */
  askedToClose = async (card: ClosingCard): Promise<void> => {
    await Promise.allSettled([...this.#unsaved].map((keep) => keep()));
    if (card.sending > 0 || (card.next_at !== null && !card.agent)) this.closing = card;
    else await this.close('now');
  };

  /** Closes the window in this way, or not at all. */
  async close(how: Closing): Promise<void> {
    this.closing = undefined;
    try {
      await call(commands.windowClose(how));
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  /** Asks the shell what this window shows. */
  load = async (): Promise<void> => {
    try {
      const state = await call(commands.windowState());
      const before = this.state?.user;
      this.state = state;
      this.problem = undefined;
      if (before !== undefined && before !== state.user) {
        // Whose a text is and what waits is found by the name, whichever window it was changed in.
        changed([
          { topic: 'workspace', id: null },
          { topic: 'document', id: null },
        ]);
      }
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  };

  /** Whoever works at this computer goes by another name from now on; an empty one changes nothing. Throws why it could not be kept. */
  async rename(name: string): Promise<void> {
    await call(commands.windowRenameUser(name));
    await this.load();
  }

  /** Listens to the change feed; returns how to stop. */
  async follow(): Promise<() => void> {
    // This window's own events alone: every window looks at another file.
    const window = getCurrentWebviewWindow();
    const stops = await Promise.all([
      window.listen<Change[]>('changed', (event) => {
        changed(event.payload);
        if (event.payload.some((change) => change.topic === 'workspace')) void this.load();
      }),
      window.listen('workspace', () => void this.load()),
      window.listen<ClosingCard>('closing', (event) => void this.askedToClose(event.payload)),
    ]);
    return () => {
      for (const stop of stops) stop();
    };
  }
}

export const session = new Session();

/** What the window is about: no workspace (the welcome) or one, and the feed of its changes. */
import { getCurrentWebviewWindow } from '@tauri-apps/api/webviewWindow';

import { commands, type WindowState } from './bindings';
import { call, problemOf, type Problem } from './call';
import { changed, type Change } from './live.svelte';

class Session {
  state = $state.raw<WindowState | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);

  /** Asks the shell what this window shows. */
  load = async (): Promise<void> => {
    try {
      this.state = await call(commands.windowState());
      this.problem = undefined;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  };

  /** Listens to the change feed; returns how to stop. */
  async follow(): Promise<() => void> {
    // This window's own events alone: every window looks at another file.
    const window = getCurrentWebviewWindow();
    const stopChanges = await window.listen<Change[]>('changed', (event) => {
      changed(event.payload);
      if (event.payload.some((change) => change.topic === 'workspace')) void this.load();
    });
    const stopWindow = await window.listen('workspace', () => void this.load());
    return () => {
      stopChanges();
      stopWindow();
    };
  }
}

export const session = new Session();

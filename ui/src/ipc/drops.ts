/** Files that hang over the window or are let go on it. The platform hands paths, and where they were let go. */
import { getCurrentWebview } from '@tauri-apps/api/webview';

export type Drop =
  | { kind: 'over'; paths: string[] | undefined; x: number; y: number }
  | { kind: 'drop'; paths: string[]; x: number; y: number }
  | { kind: 'leave' };

/** Tells what hangs over the window until the returned function is called. */
export function onDrop(tell: (drop: Drop) => void): () => void {
  let stop: (() => void) | undefined;
  let gone = false;
  void getCurrentWebview()
    .onDragDropEvent(({ payload }) => {
      if (payload.type === 'leave') return tell({ kind: 'leave' });
      const scale = window.devicePixelRatio || 1;
      const [x, y] = [payload.position.x / scale, payload.position.y / scale];
      if (payload.type === 'drop') tell({ kind: 'drop', paths: payload.paths, x, y });
      else tell({ kind: 'over', paths: payload.type === 'enter' ? payload.paths : undefined, x, y });
    })
    .then((off) => (gone ? off() : (stop = off)))
    .catch(() => undefined);
  return () => {
    gone = true;
    stop?.();
  };
}

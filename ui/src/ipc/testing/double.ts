/**
 * A stand-in for the core, for tests and for looking at screens without a shell. Never part of the built window:
 * nothing in `src` outside `testing` and `*.test.ts` imports it.
 *
 * Commands are answered by the functions in `answers`, by the name they cross under (`workspace_info`).
 */
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';

import type { Problem } from '../call';

export type Answer = (args: Record<string, never>) => unknown;

/** What was asked, in order: tests look at it. */
export const asked: { command: string; args: unknown }[] = [];

/** Throws as the core refuses. */
export function refuse(
  code: string,
  params: Problem['what']['params'] = {},
  places: Problem['places'] = [],
  todo?: string,
): never {
  const then = todo === undefined ? null : { key: todo, params };
  const problem: Problem = { code, kind: 'refusal', what: { key: code, params }, todo: then, places };
  throw problem;
}

/** A quiet picture in the place of those of the workspace. */
function mockConvertFileSrc(): void {
  const drawn =
    '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="90" fill="#8aa"/><circle cx="80" cy="45" r="30" fill="#fff"/></svg>';
  const internals = (window as unknown as { __TAURI_INTERNALS__?: Record<string, unknown> }).__TAURI_INTERNALS__;
  if (internals) internals['convertFileSrc'] ??= () => `data:image/svg+xml,${encodeURIComponent(drawn)}`;
}

/** Who listens to the shell last, by the name of the event. */
const listeners = new Map<string, number>();

/** Says an event to the window, as the shell does. */
export function emit(event: string, payload: unknown = null): void {
  const shell = window as unknown as { __TAURI_INTERNALS__: { runCallback: (id: number, of: unknown) => void } };
  const handler = listeners.get(event);
  if (handler === undefined) throw new Error(`nobody listens to ${event}`);
  shell.__TAURI_INTERNALS__.runCallback(handler, { event, id: 1, payload });
}

/** Puts the answers in place of the shell; a command that has none is refused loudly. */
export function install(answers: Record<string, Answer>): void {
  asked.length = 0;
  listeners.clear();
  mockWindows('main');
  mockConvertFileSrc();
  mockIPC((command, args) => {
    if (command === 'plugin:event|listen') {
      const { event, handler } = args as { event: string; handler: number };
      listeners.set(event, handler);
    }
    if (command.startsWith('plugin:event|')) return 1;
    asked.push({ command, args });
    const answer = answers[command];
    if (!answer) refuse('double.unanswered', { command });
    return answer((args ?? {}) as Record<string, never>);
  });
}

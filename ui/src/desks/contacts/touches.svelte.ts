/** What the page of a person does with touches; each act is one action of the core, told in a toast with its undo. */
import { commands, type EntryKind, type Every, type TimelineEntry, type TouchInput } from '../../ipc/bindings';
import { call, problemOf, type Problem } from '../../ipc/call';
import type { IconName } from '../../parts';
import { t } from '../../text/index.svelte';
import { act } from './contacts.svelte';

/** Entries that are read at a time. */
const PAGE = 50;
/** The most that are read at once. */
const MOST = 500;

/** What can be noted, in the order in which it is offered. */
export const NOTED = ['call', 'meeting', 'reply', 'clipping', 'note'] as const;

export const ICONS: Record<EntryKind, IconName> = {
  mail: 'mail',
  call: 'phone',
  meeting: 'person',
  reply: 'reply',
  clipping: 'coverage',
  note: 'comment',
};

export function add(person: number, touch: TouchInput, name: string): Promise<boolean> {
  return act(
    () => call(commands.touchesAdd(person, touch)),
    t('touches.added', { kind: t(`touches.kind.${touch.kind}`), name }),
  );
}

export function remove(entry: TimelineEntry, name: string): Promise<boolean> {
  const id = entry.touch ?? 0;
  return act(
    () => call(commands.touchesDelete(id)),
    t('touches.deleted', { kind: t(`touches.kind.${entry.kind}`), name }),
  );
}

export function keepInTouch(person: number, every: Every | null, name: string): Promise<boolean> {
  return act(
    () => call(commands.touchesKeepInTouch(person, every)),
    t(every ? 'touches.reminds' : 'touches.remindsNoMore', { name }),
  );
}

/** How often that is: every 3 months. */
export function often(every: Every): string {
  return t(`touches.every.${every.period}`, { n: every.many });
}

/** A person's line of time, read a page at a time; what changes is read anew as far as it was read. */
export class Timeline {
  entries = $state.raw<TimelineEntry[]>([]);
  problem = $state.raw<Problem | undefined>();
  /** Whether there is more behind the last. */
  more = $state(false);
  loaded = $state(false);
  busy = $state(false);
  #turn = 0;

  constructor(readonly person: number) {}

  /** Reads it from its beginning. */
  async read(kind: EntryKind | ''): Promise<void> {
    await this.#ask(kind, Math.min(MOST, Math.max(PAGE, this.entries.length)), false);
  }

  /** Reads what comes behind. */
  async further(kind: EntryKind | ''): Promise<void> {
    await this.#ask(kind, PAGE, true);
  }

  async #ask(kind: EntryKind | '', limit: number, behind: boolean): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const after = behind ? (this.entries.at(-1)?.place ?? null) : null;
      const page = await call(commands.touchesTimeline(this.person, kind ? [kind] : [], after, limit));
      if (turn !== this.#turn) return;
      this.entries = behind ? [...this.entries, ...page] : page;
      this.more = page.length === limit;
      this.problem = undefined;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.problem = problemOf(thrown);
    }
    [this.loaded, this.busy] = [true, false];
  }
}

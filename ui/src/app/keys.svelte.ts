/**
 * The keyboard. Whoever is on screen binds its keys with a word for them; F1 shows all that are bound now.
 * `mod` is Ctrl, and Cmd on macOS. Keys with a modifier and function keys act everywhere, single letters belong to
 * the focused list (VirtualTable) and are not bound here.
 */
import { composing } from '../parts/composing';
import { t } from '../text/index.svelte';

export interface Binding {
  /** `mod+k`, `alt+1`, `f6`, `shift+mod+z`. */
  combo: string;
  label: string;
  /** The heading it stands under in the list of keys. */
  group: string;
  act: (event: KeyboardEvent) => void;
  /** Also while a dialog is open. */
  always?: boolean;
  /** A second way to press what another binding shows. */
  unlisted?: boolean;
}

export const mac = typeof navigator !== 'undefined' && /Mac/.test(navigator.platform);

/** Whether a key takes something away: Delete, and on a Mac, whose keyboards have no such key, the one above Return. */
export function takesAway(event: KeyboardEvent): boolean {
  return event.key === 'Delete' || (mac && event.key === 'Backspace');
}

class Keys {
  // No state of its own: an effect's end reads state as it was before, and would lose what was bound in the same moment.
  #bound: readonly Binding[] = [];
  #changed = $state.raw({});

  get bound(): readonly Binding[] {
    void this.#changed;
    return this.#bound;
  }

  /** Binds keys until the returned function is called; what was bound last goes first. */
  bind(...bindings: Binding[]): () => void {
    this.#set([...bindings, ...this.#bound]);
    return () => this.#set(this.#bound.filter((binding) => !bindings.includes(binding)));
  }

  #set(bound: readonly Binding[]): void {
    this.#bound = bound;
    this.#changed = {};
  }
}

export const keys = new Keys();

function comboOf(event: KeyboardEvent): string {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const parts = [];
  if (event.shiftKey) parts.push('shift');
  if (event.altKey) parts.push('alt');
  if (mod) parts.push('mod');
  const key = /^(Digit|Numpad)\d$/.test(event.code) ? event.code.slice(-1) : event.key.toLowerCase();
  parts.push(key === ' ' ? 'space' : key);
  return parts.join('+');
}

/** With these Windows' web view would load the page anew, as a browser does, in the middle of a sentence. */
const RELOADS = new Set(['f5', 'shift+f5', 'mod+f5', 'mod+r', 'shift+mod+r']);

/** The window's one listener. */
export function listen(): () => void {
  const keydown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || composing(event)) return;
    const combo = comboOf(event);
    const modal = document.querySelector('dialog[open]') !== null;
    const found = keys.bound.find((binding) => binding.combo === combo && (binding.always || !modal));
    if (!found) {
      if (RELOADS.has(combo)) event.preventDefault();
      return;
    }
    // In a text the platform's own undo undoes typing.
    const field =
      event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable="true"]');
    if (field && ['mod+z', 'shift+mod+z', 'mod+y'].includes(combo)) return;
    event.preventDefault();
    found.act(event);
  };
  addEventListener('keydown', keydown);
  return () => removeEventListener('keydown', keydown);
}

const MAC: Record<string, string> = { mod: '⌘', shift: '⇧', alt: '⌥', enter: '↩', delete: '⌫' };
const NAMED = {
  mod: 'key.mod',
  shift: 'key.shift',
  enter: 'key.enter',
  space: 'key.space',
  delete: 'key.delete',
} as const;
const SAME: Record<string, string> = { alt: 'Alt', escape: 'Esc', tab: 'Tab', arrowup: '↑', arrowdown: '↓' };

/** The parts of a combination; the plus key is a part too. */
function partsOf(combo: string): string[] {
  return combo.endsWith('++') ? [...combo.slice(0, -2).split('+'), '+'] : combo.split('+');
}
function order(part: string): number {
  const at = ['mod', 'alt', 'shift'].indexOf(part);
  return at < 0 ? 3 : at;
}

/** `Ctrl K` as the platform and the reader's keyboard write it. */
export function written(combo: string): string {
  const name = (part: string) =>
    (mac ? MAC[part] : undefined) ??
    SAME[part] ??
    (part in NAMED ? t(NAMED[part as keyof typeof NAMED]) : undefined) ??
    (part.length === 1 || /^f\d+$/.test(part) ? part.toUpperCase() : part);
  const parts = partsOf(combo);
  // Ctrl before Shift, as Windows and Linux write it; macOS writes ⇧ before ⌘.
  if (!mac) parts.sort((one, other) => order(one) - order(other));
  return parts.map(name).join(mac ? '' : ' ');
}

/**
 * What the pointer carries from where it lies to where it is let go. Whoever owns what is carried knows what it is and what becomes of it;
 * this knows where the pointer is and what it is over. The platform's own drags are for files: within a web view that takes files,
 * some platforms have no others.
 */
import type { Attachment } from 'svelte/attachments';

/** What letting go somewhere means. */
export interface Target {
  /** What it does; or why it does nothing. */
  says: string;
  refused: boolean;
  /** It was let go here; a refusal is told by the owner too. */
  take: () => void;
}

/** A press that goes no further than this is a click. */
const STILL = 6;

class Carrying {
  /** What is carried, in words: `37 people`; none while nothing is. */
  what = $state<string | undefined>();
  /** Where the pointer is. */
  at = $state.raw({ x: 0, y: 0 });
  /** What it is over. */
  over = $state.raw<Target | undefined>();
  #takers = new Map<Element, () => Target | undefined>();
  #lit: HTMLElement | undefined;
  #stop: (() => void) | undefined;

  /** Whatever is carried may be let go on this element; `target` says what that means now. */
  taker(target: () => Target | undefined): Attachment<HTMLElement> {
    return (element) => {
      this.#takers.set(element, target);
      element.dataset.takes = '';
      return () => void this.#takers.delete(element);
    };
  }

  /** Begins with a press; it is carried once the pointer goes on, and `lift` says then what it is. `done` comes when it is over. */
  press(event: PointerEvent, lift: () => string, done: () => void): void {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const { clientX, clientY } = event;
    this.#stop?.();
    const move = (now: PointerEvent) => {
      if (now.buttons === 0) return end();
      if (this.what === undefined) {
        if (Math.hypot(now.clientX - clientX, now.clientY - clientY) < STILL) return;
        this.what = lift();
        document.documentElement.dataset.carrying = '';
      }
      now.preventDefault();
      this.at = { x: now.clientX, y: now.clientY };
      this.#look(document.elementFromPoint(now.clientX, now.clientY));
    };
    const up = () => {
      const over = this.over;
      const carried = this.what !== undefined;
      if (carried) {
        // What was carried was not clicked.
        const swallow = (click: Event) => (click.preventDefault(), click.stopPropagation());
        addEventListener('click', swallow, { capture: true, once: true });
        setTimeout(() => removeEventListener('click', swallow, { capture: true }));
      }
      // What it is let go on asks what was carried.
      if (carried) over?.take();
      end();
    };
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape' || this.what === undefined) return;
      pressed.preventDefault();
      pressed.stopPropagation();
      end();
    };
    const end = () => this.#stop?.();
    // A press that goes on marks no words.
    const mark = (event: Event) => event.preventDefault();
    document.addEventListener('selectstart', mark);
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', end);
    addEventListener('blur', end);
    addEventListener('keydown', key, { capture: true });
    this.#stop = () => {
      document.removeEventListener('selectstart', mark);
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', end);
      removeEventListener('blur', end);
      removeEventListener('keydown', key, { capture: true });
      this.#stop = undefined;
      this.#look(null);
      this.what = undefined;
      delete document.documentElement.dataset.carrying;
      done();
    };
  }

  #look(under: Element | null): void {
    const element = under?.closest<HTMLElement>('[data-takes]') ?? undefined;
    this.over = element && this.#takers.get(element)?.();
    if (this.#lit !== element) delete this.#lit?.dataset.over;
    this.#lit = element;
    if (element && this.over) element.dataset.over = this.over.refused ? 'no' : 'yes';
  }
}

export const carrying = new Carrying();

/** What belongs to this device and not to the workspace: look, text size, widths, what was put away. */
const PREFIX = 'tidings.';

function read(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // A device that keeps nothing loses only its looks.
  }
}

export type Theme = 'system' | 'light' | 'dark';
export const SCALES = [0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

class Device {
  theme = $state<Theme>((read('theme') as Theme | null) ?? 'system');
  scale = $state<number>(Number(read('scale') ?? 1) || 1);
  language = $state<string>(read('language') ?? 'system');
  /** Whether single letters act in lists (J, K, U …): some who speak or mistype turn them off. */
  letters = $state<boolean>(read('letters') !== 'off');
  inspector = $state<boolean>(read('inspector') !== 'off');

  setTheme(theme: Theme): void {
    this.theme = theme;
    write('theme', theme);
  }
  setScale(scale: number): void {
    this.scale = scale;
    write('scale', String(scale));
  }
  setLanguage(language: string): void {
    this.language = language;
    write('language', language);
  }
  setLetters(on: boolean): void {
    this.letters = on;
    write('letters', on ? 'on' : 'off');
  }
  toggleInspector(): void {
    this.inspector = !this.inspector;
    write('inspector', this.inspector ? 'on' : 'off');
  }
  /** The tag that dates and words follow. */
  tag(): string {
    return this.language === 'system' ? ofSystem(navigator.language) : this.language;
  }
}

/** The system's language where dates know it; `C` and `POSIX` are names that a system without one gives. */
export function ofSystem(tag: string): string {
  try {
    return (/^(c|posix)\b/i.test(tag) ? undefined : Intl.getCanonicalLocales(tag)[0]) ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}

export const device = new Device();

/** A small thing that a screen remembers on this device, under a name of its own. */
export function remembered(name: string): string | null {
  return read(name);
}

export function remember(name: string, value: string): void {
  write(name, value);
}

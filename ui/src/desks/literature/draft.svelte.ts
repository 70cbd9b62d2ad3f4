/** The draft that is being written: kept through the core 900 ms after the last key, never later than 2 s (R10). */
import { commands, type DocumentView, type Finding } from '../../ipc/bindings';
import { call, problemOf, type Problem } from '../../ipc/call';
import { split, withBody, withField, type FieldName } from './front';

const PAUSE_MS = 900;
const LATEST_MS = 1900;

export class Draft {
  readonly id: number;
  text = $state('');
  words = $state(0);
  headline = $state('');
  findings = $state.raw<Finding[]>([]);
  savedAt = $state<number | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** Rises with every save, so that previews are made anew. */
  version = $state(0);
  body = $derived(split(this.text).body.replace(/^\n/, ''));
  #kept = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since: number | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(view: DocumentView) {
    this.id = view.card.id;
    this.text = this.#kept = view.text;
    this.words = view.words;
    this.headline = view.card.headline;
    this.findings = view.findings;
    this.savedAt = view.card.edited_at;
  }

  get dirty(): boolean {
    return this.text !== this.#kept;
  }

  /** Takes what the file has now, unless something here is not kept yet. */
  follow(view: DocumentView): void {
    if (this.dirty || view.text === this.text) return;
    this.text = this.#kept = view.text;
    this.words = view.words;
    this.headline = view.card.headline;
    this.findings = view.findings;
  }

  setBody(body: string): void {
    const { lines } = split(this.text);
    this.#changed(withBody(this.text, lines ? `\n${body}` : body));
  }

  setField(name: FieldName, value: string): void {
    this.#changed(withField(this.text, name, value));
    if (name === 'headline') this.headline = value;
  }

  #changed(text: string) {
    this.text = text;
    this.#since ??= Date.now();
    clearTimeout(this.#timer);
    const wait = Math.min(PAUSE_MS, Math.max(0, this.#since + LATEST_MS - Date.now()));
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  /** Keeps what was written; one save after the other. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#since = undefined;
    this.#saving = this.#saving.then(async () => {
      const text = this.text;
      if (text === this.#kept) return;
      try {
        const saved = await call(commands.literatureSave(this.id, text));
        this.#kept = text;
        this.savedAt = saved.at;
        this.words = saved.words;
        this.findings = saved.findings;
        this.problem = undefined;
        this.version += 1;
      } catch (thrown) {
        this.problem = problemOf(thrown);
      }
    });
    return this.#saving;
  }
}

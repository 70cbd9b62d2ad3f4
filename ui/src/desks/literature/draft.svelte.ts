/**
 * The draft that is being written: kept through the core 900 ms after the last key, never later than 2 s (R10), one
 * save after the other. A save that failed is said and tried again; a draft that was changed elsewhere is never
 * written over unasked.
 */
import {
  commands,
  type DocumentView,
  type EditedBlock,
  type EditedPaper,
  type Finding,
  type Front,
  type KeptBlock,
  type Paper,
  type Saved,
} from '../../ipc/bindings';
import { call, problemOf, type Problem } from '../../ipc/call';
import { withField, type FieldName } from './front';
import type { Sheet } from './paper/map';

const PAUSE_MS = 900;
const LATEST_MS = 1900;
const AGAIN_MS = 3000;
/** How many earlier sayings of one block are remembered with their source. */
const REMEMBERED = 200;

/** Where a block comes from: its bytes for each thing that it said since the document was opened. */
interface Origin {
  before: string;
  sources: Map<string, string>;
}

/** What blocks say as text, by the very objects: those that nobody touched are the same from one save to the next. */
const TOLD = new WeakMap<object, string>();

function told(content: EditedBlock['content'] & object): string {
  const known = TOLD.get(content) ?? JSON.stringify(content);
  TOLD.set(content, known);
  return known;
}

export class Draft {
  readonly id: number;
  /** Written on paper, or as Markdown. */
  mode = $state<'paper' | 'source'>('paper');
  /** The document as the sheet has to take it; another object whenever it was changed elsewhere. */
  paper = $state.raw() as Paper;
  /** The Markdown as it is kept, or as it is being written. */
  text = $state('');
  front = $state.raw() as Front;
  words = $state(0);
  headline = $state('');
  findings = $state.raw<Finding[]>([]);
  savedAt = $state<number | undefined>();
  dirty = $state(false);
  problem = $state.raw<Problem | undefined>();
  /** The draft was changed elsewhere while something here was not kept yet. */
  movedOn = $state(false);
  /** Rises with every save, so that previews are made anew. */
  version = $state(0);
  /** A line of the text that is to be looked at: whoever shows the text goes there, and takes it away. */
  row = $state<number | undefined>();
  #kept = '';
  #base = '';
  #frame = { head: '', lead: '', tail: '' };
  #origins = new Map<number, Origin>();
  /** The blocks of the text as it is kept, in their order. */
  #laid: readonly KeptBlock[] = [];
  #read: (() => Sheet) | undefined;
  #last: Sheet = { lines: { headline: [], subhead: [], dateline: [] }, blocks: [] };
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since: number | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(view: DocumentView, paper: Paper) {
    this.id = view.card.id;
    this.words = view.words;
    this.headline = view.card.headline;
    this.savedAt = view.card.edited_at;
    this.#adopt(paper);
    this.findings = view.findings;
  }

  /** The sheet is there: `read` says at any time what stands on it. */
  attach(read: () => Sheet): void {
    this.#read = read;
    this.#remember(read());
  }

  /** The sheet goes away; what it says last is kept in mind. */
  release(): void {
    if (this.#read) this.#last = this.#read();
    this.#read = undefined;
  }

  /** Something was written on the sheet. */
  wrote(headline: string): void {
    this.headline = headline;
    this.#changed();
  }

  /** The Markdown itself was written. */
  setText(text: string): void {
    this.text = text;
    this.#changed();
  }

  setField(name: FieldName, value: string): void {
    this.front = { ...this.front, [name]: value.trim() === '' ? null : value };
    if (this.mode === 'source') this.text = withField(this.text, name, value);
    this.#changed();
  }

  /** What stands in a line of the text as it is kept, counted from 1: a block by its number, or a field of the front block. */
  standsIn(row: number): { block: number } | { field: string } | undefined {
    const breaks = (text: string) => text.split('\n').length - 1;
    let line = 1 + breaks(this.#frame.head) + breaks(this.#frame.lead);
    if (row <= breaks(this.#frame.head)) {
      const above = this.#frame.head.split('\n').slice(0, row);
      const field = above.findLast((one) => /^[\w-]+\s*:/.test(one))?.split(':')[0];
      if (field !== undefined) return { field: field.trim() };
    }
    for (const { id, before, source } of this.#laid) {
      line += breaks(before);
      if (row <= line + breaks(source.trimEnd())) return { block: id };
      line += breaks(source);
    }
    const last = this.#laid.at(-1);
    return last && { block: last.id };
  }

  /** The numbers of the blocks of the text as it is kept, by the byte at which each begins. */
  blocksByByte(): Map<number, number> {
    return new Map(this.#laid.map(({ from, id }) => [from, id]));
  }

  /** Names the text as it is kept. */
  get base(): string {
    return this.#base;
  }

  /** Changes between paper and Markdown; what was written goes along. */
  async turnTo(mode: 'paper' | 'source'): Promise<void> {
    await this.flush();
    if (this.dirty) return;
    if (mode === 'paper') {
      try {
        this.#adopt(await call(commands.literatureOpen(this.id)));
      } catch (thrown) {
        this.problem = problemOf(thrown);
        return;
      }
    } else {
      this.release();
      this.text = this.#kept;
    }
    this.mode = mode;
  }

  /** The file has another text than the one that was kept here: taken over, unless something here is not kept yet. */
  follow(view: DocumentView): void {
    if (view.text === this.#kept) {
      if (!this.dirty) this.words = view.words;
      return;
    }
    this.#saving = this.#saving.then(async () => {
      try {
        const paper = await call(commands.literatureOpen(this.id));
        if (paper.text === this.#kept || this.dirty) return;
        this.#adopt(paper);
        this.words = view.words;
        this.headline = view.card.headline;
        this.version += 1;
      } catch (thrown) {
        this.problem = problemOf(thrown);
      }
    });
  }

  /** Takes the text that was written elsewhere; undo brings the words here back. */
  async takeTheirs(): Promise<void> {
    try {
      const paper = await call(commands.literatureOpen(this.id));
      clearTimeout(this.#timer);
      this.#adopt(paper);
      this.headline = paper.front.headline ?? '';
      this.version += 1;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  /** Keeps the words here in any case; the text that was written elsewhere becomes a revision. */
  async keepMine(): Promise<void> {
    await this.flush(true);
  }

  /** Keeps what was written. */
  flush(over = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#since = undefined;
    this.#saving = this.#saving.then(() => this.#save(over));
    return this.#saving;
  }

  #changed() {
    this.dirty = true;
    this.#turn += 1;
    this.#since ??= Date.now();
    this.#later(Math.min(PAUSE_MS, Math.max(0, this.#since + LATEST_MS - Date.now())));
  }

  #later(wait: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  async #save(over: boolean): Promise<void> {
    if (!this.dirty || (this.movedOn && !over)) return;
    const turn = this.#turn;
    const base = over ? null : this.#base;
    try {
      let saved: Saved;
      if (this.mode === 'source') {
        const text = this.text;
        saved = await call(commands.literatureSaveText(this.id, base, text));
        this.#kept = text;
      } else {
        const sheet = this.#read?.() ?? this.#last;
        const kept = await call(commands.literatureSavePaper(this.id, base, this.#edited(sheet)));
        this.#last = sheet;
        this.#frame = { head: kept.head, lead: kept.lead, tail: kept.tail };
        this.#laid = kept.blocks;
        const said = new Map(sheet.blocks.map((block) => [block.id, told(block.content)]));
        for (const block of kept.blocks) this.#origin(block.id, block.before, said.get(block.id) ?? '', block.source);
        this.#kept = this.text = kept.text;
        saved = kept.saved;
      }
      this.#base = saved.base;
      this.savedAt = saved.at;
      this.words = saved.words;
      this.findings = saved.findings;
      this.problem = undefined;
      this.movedOn = false;
      this.version += 1;
      if (turn === this.#turn) this.dirty = false;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      if (this.problem.code === 'literature.moved_on') this.movedOn = true;
      else this.#later(AGAIN_MS);
    }
  }

  /** What goes to the core: the source of each block that says what it said once, else what it says now. */
  #edited(sheet: Sheet): EditedPaper {
    const blocks = sheet.blocks.map((block): EditedBlock => {
      const origin = this.#origins.get(block.id);
      const source = origin?.sources.get(told(block.content)) ?? null;
      return { id: block.id, before: origin?.before ?? '', source, content: source === null ? block.content : null };
    });
    return { ...this.#frame, front: this.front, lines: sheet.lines, blocks };
  }

  #adopt(paper: Paper): void {
    this.paper = paper;
    this.front = paper.front;
    this.findings = paper.findings;
    this.#kept = this.text = paper.text;
    this.#base = paper.base;
    this.#frame = { head: paper.head, lead: paper.lead, tail: paper.tail };
    this.#laid = paper.blocks;
    this.#last = { lines: paper.lines, blocks: paper.blocks };
    this.#origins.clear();
    this.#remember(this.#last);
    this.dirty = false;
    this.movedOn = false;
    this.problem = undefined;
    this.#turn += 1;
  }

  /** What each block says in the sheet's own form, beside the bytes that said it. */
  #remember(sheet: Sheet): void {
    const blocks = new Map(this.paper.blocks.map((block) => [block.id, block]));
    for (const { id, content } of sheet.blocks) {
      const block = blocks.get(id);
      if (block) this.#origin(id, block.before, told(content), block.source);
    }
  }

  #origin(id: number, before: string, says: string, source: string): void {
    const origin = this.#origins.get(id) ?? { before, sources: new Map<string, string>() };
    origin.before = before;
    if (origin.sources.size >= REMEMBERED) origin.sources.clear();
    // The first bytes that said it stay: undo gives them back.
    if (!origin.sources.has(says)) origin.sources.set(says, source);
    this.#origins.set(id, origin);
  }
}

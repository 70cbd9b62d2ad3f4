/** A reusable block on the sheet: what it says, in its place, quiet and not to be written on. The sheet keeps its name alone. */
import { mergeAttributes, Node } from '@tiptap/core';
import { DOMSerializer, type Fragment, type Node as Block } from '@tiptap/pm/model';
import { NodeSelection, type Command } from '@tiptap/pm/state';
import type { NodeView } from '@tiptap/pm/view';

import type { BlockOnPaper } from '../../../ipc/bindings';
import { toSheet } from './map';

export interface SharedOptions {
  /** What a block says; nothing where there is no such block. */
  look: (name: string) => Promise<BlockOnPaper | undefined>;
  /** The words around it. */
  words: (what: 'edit' | 'detach' | 'missing') => string;
  /** What it is called over its words. */
  called: (name: string) => string;
  /** It is to be changed, everywhere. */
  onedit: (block: number) => void;
}

const NONE: SharedOptions = {
  look: () => Promise.resolve(undefined),
  words: (what) => what,
  called: (name) => name,
  onedit: () => undefined,
};

/** The line that refers to a block, as the core writes it. */
const line = (name: string): string => `{{ block "${name}" }}`;

/** What a block says, as nodes of a sheet: its three lines stay behind. */
function wordsOf(schema: Block['type']['schema'], said: BlockOnPaper): Fragment {
  const blocks = said.blocks.map((content) => ({ id: 0, content }));
  const sheet = schema.nodeFromJSON(toSheet({ lines: { headline: [], subhead: [], dateline: [] }, blocks }));
  const lines = [0, 1, 2].reduce((sum, at) => sum + sheet.child(at).nodeSize, 0);
  return sheet.content.cut(lines);
}

/** Asks every block on a sheet anew what it says. */
const REFRESH = 'tidings-refresh';
export function refreshShared(sheet: HTMLElement): void {
  for (const one of sheet.querySelectorAll('.shared')) one.dispatchEvent(new Event(REFRESH));
}

export const Shared = Node.create<SharedOptions>({
  name: 'shared',
  group: 'block',
  atom: true,
  selectable: true,
  draggable: true,
  isolating: true,
  addOptions: () => NONE,
  addAttributes: () => ({
    bid: { default: null, rendered: false },
    name: {
      default: '',
      parseHTML: (element) => element.getAttribute('data-block') ?? '',
      renderHTML: (attributes) => ({ 'data-block': String(attributes['name']) }),
    },
  }),
  parseHTML: () => [{ tag: 'div[data-block]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['div', mergeAttributes(HTMLAttributes), line(String(node.attrs['name']))],
  renderText: ({ node }) => line(String(node.attrs['name'])),
  addNodeView() {
    const { look, words, called, onedit } = this.options;
    return ({ node, view, getPos }) => {
      const name = String(node.attrs['name']);
      const dom = document.createElement('div');
      dom.className = 'shared';
      dom.contentEditable = 'false';
      const head = document.createElement('div');
      head.className = 'shared-head';
      const title = document.createElement('span');
      title.textContent = called(name);
      const text = document.createElement('div');
      text.className = 'shared-text';
      head.append(title);
      dom.append(head, text);
      const button = (label: string, act: () => void) => {
        const made = document.createElement('button');
        made.type = 'button';
        made.textContent = label;
        made.addEventListener('click', act);
        return made;
      };
      let said: BlockOnPaper | undefined;
      let gone = false;
      const edit = button(words('edit'), () => said && onedit(said.id));
      const detach = button(words('detach'), () => {
        const at = getPos();
        if (!said || at === undefined) return;
        const made = wordsOf(view.state.schema, said);
        view.dispatch(view.state.tr.replaceWith(at, at + node.nodeSize, made).scrollIntoView());
        view.focus();
      });
      const show = async () => {
        const found = await look(name).catch(() => undefined);
        if (gone) return;
        said = found;
        title.textContent = called(found?.name ?? name);
        dom.classList.toggle('missing', !found);
        if (found) {
          text.replaceChildren(
            DOMSerializer.fromSchema(view.state.schema).serializeFragment(wordsOf(view.state.schema, found)),
          );
          head.append(edit, detach);
        } else {
          text.textContent = words('missing');
          edit.remove();
          detach.remove();
        }
      };
      dom.addEventListener(REFRESH, () => void show());
      void show();
      const made: NodeView = {
        dom,
        stopEvent: (event) => event.target instanceof HTMLButtonElement,
        ignoreMutation: () => true,
        destroy: () => {
          gone = true;
        },
      };
      return made;
    };
  },
});

/** Puts a block behind the block with the caret; in the lines over the text before the first one. */
export const putShared =
  (name: string, from: number): Command =>
  (state, dispatch) => {
    const type = state.schema.nodes['shared'];
    if (!type) return false;
    if (dispatch) {
      const tr = state.tr.insert(from, type.create({ name }));
      tr.setSelection(NodeSelection.create(tr.doc, from));
      dispatch(tr.scrollIntoView());
    }
    return true;
  };

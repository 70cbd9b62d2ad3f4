/** Typing what people type in Markdown gives what they mean. */
import { Extension, InputRule, textblockTypeInputRule, wrappingInputRule } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';

import { blockAt, inLines, type } from './acts';

export const habits = Extension.create({
  name: 'habits',
  addInputRules() {
    const { schema } = this.editor;
    return [
      textblockTypeInputRule({ find: /^##\s$/, type: type(schema, 'heading'), getAttributes: { level: 2 } }),
      textblockTypeInputRule({ find: /^###\s$/, type: type(schema, 'heading'), getAttributes: { level: 3 } }),
      wrappingInputRule({ find: /^[-*]\s$/, type: type(schema, 'bulletList') }),
      wrappingInputRule({ find: /^1[.)]\s$/, type: type(schema, 'orderedList') }),
      new InputRule({
        find: /^>\s$/,
        handler: ({ state, range }) => {
          if (state.selection.$from.depth !== 1 || inLines(state)) return null;
          state.tr.delete(range.from, range.to);
          const { from, node } = blockAt(state);
          const paragraph = type(state.schema, 'paragraph').create(null, node.content.cut(range.to - range.from));
          const quote = type(state.schema, 'quote').create({ bid: node.attrs['bid'] }, [
            paragraph,
            type(state.schema, 'speaker').create(),
          ]);
          const { tr } = state;
          tr.replaceWith(from, from + (tr.doc.nodeAt(from)?.nodeSize ?? 0), quote);
          tr.setSelection(TextSelection.create(tr.doc, from + 2));
          return undefined;
        },
      }),
    ];
  },
});

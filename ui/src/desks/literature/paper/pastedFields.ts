/** Merge fields that were pasted as words, with whatever quotes a word processor made of theirs, become tokens. */
import { Fragment, Slice, type Node, type Schema } from '@tiptap/pm/model';

const WRITTEN = /\{\{\s*([a-z][a-z_]*)\s*(?:\|\s*(?:["“”„«]([^"“”„«»{}]*)["“”»]|['‘’‚]([^'‘’‚{}]*)['‘’]))?\s*\}\}/giu;

export function withFields(slice: Slice, schema: Schema): Slice {
  return new Slice(fragment(slice.content, schema), slice.openStart, slice.openEnd);
}

function fragment(content: Fragment, schema: Schema): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    if (node.isText) nodes.push(...pieces(node, schema));
    else nodes.push(node.type.name === 'raw' ? node : node.copy(fragment(node.content, schema)));
  });
  return Fragment.fromArray(nodes);
}

function pieces(node: Node, schema: Schema): Node[] {
  const text = node.text ?? '';
  const field = schema.nodes['field'];
  const code = node.marks.some((mark) => mark.type.name === 'code');
  if (!field || code || !text.includes('{{')) return [node];
  const out: Node[] = [];
  let done = 0;
  for (const found of text.matchAll(WRITTEN)) {
    if (found.index > done) out.push(schema.text(text.slice(done, found.index), node.marks));
    const fallback = (found[2] ?? found[3] ?? '').trim();
    out.push(field.create({ name: (found[1] ?? '').toLowerCase(), fallback: fallback || null }, null, node.marks));
    done = found.index + found[0].length;
  }
  if (done < text.length) out.push(schema.text(text.slice(done), node.marks));
  return out;
}

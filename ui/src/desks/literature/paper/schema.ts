/**
 * What a sheet can hold: the lines over the text, then blocks. It mirrors the core's model (`PaperContent`), so that
 * nothing can be written here that Markdown does not say.
 */
import { Mark, mergeAttributes, Node } from '@tiptap/core';

import { pictureUrl } from '../../../ipc/pictures';
import { allowed } from './address';
import type { Side } from './table';

/** Every block but the lines carries the number by which the core knows it. */
const block = {
  bid: { default: null, rendered: false },
};

const Doc = Node.create({
  name: 'doc',
  topNode: true,
  content: 'headline subhead dateline block+',
});

const Text = Node.create({ name: 'text', group: 'inline' });

const line = (name: string, tag: string) =>
  Node.create({
    name,
    content: '(text | field)*',
    marks: '',
    defining: true,
    isolating: true,
    parseHTML: () => [{ tag: `${tag}[data-line="${name}"]` }],
    renderHTML: () => [tag, { 'data-line': name, dir: 'auto' }, 0],
  });

const Paragraph = Node.create({
  name: 'paragraph',
  priority: 1000,
  group: 'block inner',
  content: 'inline*',
  addAttributes: () => ({ ...block }),
  parseHTML: () => [{ tag: 'p' }],
  renderHTML: () => ['p', { dir: 'auto' }, 0],
});

/** Browsers and word processors count from 1; a text begins below its headline. */
const LEVELS = [1, 2, 3, 4, 5, 6];

const Heading = Node.create({
  name: 'heading',
  group: 'block',
  content: 'inline*',
  defining: true,
  addAttributes: () => ({
    ...block,
    level: {
      default: 2,
      // What is ours says so: others count from 1.
      parseHTML: (element) => (element.hasAttribute('data-level') ? 1 : undefined),
      renderHTML: (attributes) => (attributes['level'] === 1 ? { 'data-level': '1' } : {}),
    },
    ident: {
      default: null,
      parseHTML: (element) => element.getAttribute('data-ident'),
      renderHTML: (attributes) => (attributes['ident'] ? { 'data-ident': String(attributes['ident']) } : {}),
    },
    part: {
      default: null,
      parseHTML: (element) => element.getAttribute('data-class'),
      renderHTML: (attributes) => (attributes['part'] ? { 'data-class': String(attributes['part']) } : {}),
    },
  }),
  parseHTML: () => LEVELS.map((level) => ({ tag: `h${level}`, attrs: { level: Math.max(2, level) } })),
  renderHTML: ({ node, HTMLAttributes }) => [
    `h${Math.min(6, Math.max(2, Number(node.attrs['level'])))}`,
    mergeAttributes(HTMLAttributes, { dir: 'auto' }),
    0,
  ],
});

const Quote = Node.create({
  name: 'quote',
  group: 'block',
  content: 'inner+ speaker',
  defining: true,
  isolating: true,
  addAttributes: () => ({ ...block }),
  parseHTML: () => [{ tag: 'blockquote' }],
  renderHTML: () => ['blockquote', 0],
});

const Speaker = Node.create({
  name: 'speaker',
  // One line, so no break.
  content: '(text | field | image | noteRef | rawInline)*',
  marks: 'strong emphasis strike code link',
  defining: true,
  isolating: true,
  parseHTML: () => [{ tag: 'footer' }, { tag: 'cite' }],
  renderHTML: () => ['footer', { dir: 'auto' }, 0],
});

/** A list may begin with 0, and not below. */
const startOf = (said: string | null): number => (said !== null && /^\d{1,9}$/.test(said) ? Number(said) : 1);

const list = (name: string, tag: string) =>
  Node.create({
    name,
    group: 'block inner list',
    content: 'listItem+',
    addAttributes: () =>
      tag === 'ol'
        ? {
            ...block,
            start: {
              default: 1,
              parseHTML: (element) => startOf(element.getAttribute('start')),
              renderHTML: (attributes) => (attributes['start'] === 1 ? {} : { start: String(attributes['start']) }),
            },
          }
        : { ...block },
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  });

const ListItem = Node.create({
  name: 'listItem',
  content: 'paragraph inner*',
  defining: true,
  parseHTML: () => [{ tag: 'li' }],
  renderHTML: () => ['li', 0],
});

const Rule = Node.create({
  name: 'rule',
  group: 'block',
  selectable: true,
  addAttributes: () => ({ ...block }),
  parseHTML: () => [{ tag: 'hr' }],
  renderHTML: () => ['hr'],
});

const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  addAttributes: () => ({ ...block }),
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
});

const TableRow = Node.create({
  name: 'tableRow',
  content: 'tableCell+',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

/** One line of words; `side` is the column's. */
const TableCell = Node.create({
  name: 'tableCell',
  content: 'inline*',
  isolating: true,
  addAttributes: () => ({
    head: { default: false, rendered: false },
    side: {
      default: null,
      parseHTML: (element) => sideOf(element),
      renderHTML: (attributes) => (attributes['side'] ? { 'data-side': String(attributes['side']) } : {}),
    },
  }),
  parseHTML: () => [{ tag: 'td' }, { tag: 'th' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    node.attrs['head'] ? 'th' : 'td',
    mergeAttributes(HTMLAttributes, { dir: 'auto', ...(node.attrs['head'] ? { scope: 'col' } : {}) }),
    0,
  ],
});

function sideOf(element: HTMLElement): Side {
  const said = element.getAttribute('data-side') ?? element.getAttribute('align') ?? element.style.textAlign;
  return said === 'center' || said === 'right' || said === 'left' ? said : null;
}

/** What is shown as source: code, HTML, what the sheet does not know. */
const Raw = Node.create({
  name: 'raw',
  group: 'block',
  content: 'text*',
  marks: '',
  code: true,
  defining: true,
  isolating: true,
  addAttributes: () => ({
    ...block,
    what: {
      default: 'other',
      parseHTML: (element) => element.getAttribute('data-raw') ?? 'code',
      renderHTML: (attributes) => ({ 'data-raw': String(attributes['what']) }),
    },
  }),
  parseHTML: () => [{ tag: 'pre[data-raw]', preserveWhitespace: 'full' }],
  renderHTML: ({ HTMLAttributes }) => ['pre', mergeAttributes(HTMLAttributes, { spellcheck: 'false', dir: 'auto' }), 0],
});

export const fieldText = (name: string, fallback: string | null): string =>
  fallback === null || fallback === '' ? name : fallback;

/** A merge field, shown by what stands there for whoever has no such value. */
const Field = Node.create({
  name: 'field',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    name: {
      default: 'first_name',
      parseHTML: (element) => element.getAttribute('data-field') ?? 'first_name',
      renderHTML: (attributes) => ({ 'data-field': String(attributes['name']) }),
    },
    fallback: {
      default: null,
      parseHTML: (element) => element.getAttribute('data-fallback'),
      renderHTML: (attributes) =>
        attributes['fallback'] === null ? {} : { 'data-fallback': String(attributes['fallback']) },
    },
  }),
  parseHTML: () => [{ tag: 'span[data-field]' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    'span',
    // Its own direction, so that it tells none to the words around it.
    { ...HTMLAttributes, dir: 'auto' },
    fieldText(String(node.attrs['name']), node.attrs['fallback'] as string | null),
  ],
});

const Image = Node.create<{ assetOf: (name: string) => number | undefined; noAlt: () => string }>({
  name: 'image',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  addOptions: () => ({ assetOf: () => undefined, noAlt: () => '' }),
  addAttributes: () => ({
    src: { default: '', parseHTML: (element) => element.getAttribute('data-picture') ?? '', rendered: false },
    alt: { default: '', parseHTML: (element) => element.getAttribute('alt') ?? '', rendered: false },
    title: { default: null, parseHTML: (element) => element.getAttribute('data-title'), rendered: false },
  }),
  parseHTML: () => [{ tag: 'img[data-picture]' }],
  renderHTML({ node }) {
    const name = String(node.attrs['src']);
    const alt = String(node.attrs['alt']);
    const asset = this.options.assetOf(name);
    const title = node.attrs['title'] as string | null;
    const image = [
      'img',
      {
        'data-picture': name,
        alt,
        ...(title ? { 'data-title': title } : {}),
        ...(asset ? { src: pictureUrl(asset) } : {}),
      },
    ] as const;
    return [
      'span',
      { class: alt ? 'picture' : 'picture unsaid', 'data-note': alt ? title || alt : this.options.noAlt() },
      image,
    ];
  },
});

const HardBreak = Node.create({
  name: 'hardBreak',
  group: 'inline',
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: () => ['br'],
  renderText: () => '\n',
});

const NoteRef = Node.create({
  name: 'noteRef',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    label: { default: '', parseHTML: (element) => element.getAttribute('data-note-ref') ?? '' },
  }),
  parseHTML: () => [{ tag: 'sup[data-note-ref]' }],
  renderHTML: ({ node }) => ['sup', { 'data-note-ref': String(node.attrs['label']) }, String(node.attrs['label'])],
});

/** HTML within words: it stays in the source and reaches no output. */
const RawInline = Node.create({
  name: 'rawInline',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({ text: { default: '', parseHTML: (element) => element.getAttribute('data-html') ?? '' } }),
  parseHTML: () => [{ tag: 'code[data-html]', priority: 60 }],
  renderHTML: ({ node }) => ['code', { 'data-html': String(node.attrs['text']) }, String(node.attrs['text'])],
});

/** The title of a page's link is that page's; only our own comes along. */
const Link = Mark.create({
  name: 'link',
  priority: 1000,
  inclusive: false,
  addAttributes: () => ({
    url: { default: '', rendered: false },
    title: { default: null, rendered: false, parseHTML: (element) => element.getAttribute('data-title') },
  }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element) => {
        const url = element.getAttribute('data-url') ?? element.getAttribute('href') ?? '';
        return element.hasAttribute('data-url') || allowed(url) ? { url } : false;
      },
    },
  ],
  renderHTML: ({ mark }) => [
    'a',
    {
      'data-url': String(mark.attrs['url']),
      href: String(mark.attrs['url']),
      title: String(mark.attrs['url']),
      ...(mark.attrs['title'] ? { 'data-title': String(mark.attrs['title']) } : {}),
    },
    0,
  ],
});

const Strong = Mark.create({
  name: 'strong',
  parseHTML: () => [
    { tag: 'strong' },
    // Some editors wrap everything that is copied in a <b> that is not bold.
    { tag: 'b', getAttrs: (element) => (element.style.fontWeight === 'normal' ? false : null) },
    { style: 'font-weight', getAttrs: (value) => (/^(bold(er)?|[6-9]\d{2})$/.test(value) ? null : false) },
  ],
  renderHTML: () => ['strong', 0],
});

const Emphasis = Mark.create({
  name: 'emphasis',
  parseHTML: () => [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }],
  renderHTML: () => ['em', 0],
});

const Strike = Mark.create({
  name: 'strike',
  parseHTML: () => [{ tag: 's' }, { tag: 'del' }, { tag: 'strike' }, { style: 'text-decoration=line-through' }],
  renderHTML: () => ['s', 0],
});

const Code = Mark.create({
  name: 'code',
  parseHTML: () => [{ tag: 'code' }],
  renderHTML: () => ['code', 0],
});

export { Image };

/** The schema but for pictures, which need to know the document's files. */
export const PARTS_OF_A_SHEET = [
  Doc,
  Text,
  line('headline', 'h1'),
  line('subhead', 'p'),
  line('dateline', 'p'),
  Paragraph,
  Heading,
  Quote,
  Speaker,
  list('bulletList', 'ul'),
  list('orderedList', 'ol'),
  ListItem,
  Table,
  TableRow,
  TableCell,
  Rule,
  Raw,
  Field,
  HardBreak,
  NoteRef,
  RawInline,
  Link,
  Strong,
  Emphasis,
  Strike,
  Code,
];

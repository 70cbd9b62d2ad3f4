/** Invented reusable blocks and templates for the double. */
import type { Beginning, BlockCard, BlockEdit, BlockView, DocumentKind, TemplateCard } from '../bindings';
import { changed } from '../live.svelte';
import { refuse, type Answer } from './double';

const now = Date.now();

const sections = (kind: DocumentKind, ...parts: string[]) => ({
  kind,
  parts: parts.map((part) => ({ part, required: part === 'contact' })),
});
const outlines = [
  sections('press-release', 'facts', 'boilerplate', 'notes', 'contact'),
  sections('article', 'facts', 'boilerplate', 'notes'),
  sections('statement', 'lines', 'boilerplate', 'notes', 'contact'),
  sections('brochure', 'facts', 'boilerplate', 'contact'),
  sections('web-page', 'facts', 'contact'),
  sections('announcement', 'facts', 'contact'),
];

export function blockAnswers(empty: boolean): Record<string, Answer> {
  const view = (
    id: number,
    name: string,
    sort: BlockCard['sort'],
    text: string,
    uses: BlockView['uses'],
  ): BlockView => ({
    card: { id, name, sort, language: 'en', begins: text.slice(0, 120), uses: uses.length, changed_at: now - 864e5 },
    text,
    uses,
  });
  let blocks: BlockView[] = empty
    ? []
    : [
        view(1, 'Harbour Trust, short', 'boilerplate', 'Harbour Trust looks after eleven lighthouses.', [
          { document: 1, headline: 'Lantern Wing reopens', kind: 'press-release', stage: 'approved' },
          { document: 7, headline: '', kind: 'article', stage: 'released' },
        ]),
        view(2, 'Press office', 'contact', 'Ines Calder, 01632 960 214', []),
      ];
  let templates: TemplateCard[] = [
    ...(empty
      ? []
      : [
          {
            id: 1,
            name: 'Our release',
            kind: 'press-release' as const,
            sort: null,
            language: 'en',
            outline: ['About us'],
          },
        ]),
    {
      id: null,
      name: '',
      kind: 'press-release',
      sort: null,
      language: 'en',
      outline: ['Key facts', 'About us', 'Press contact'],
    },
    { id: null, name: '', kind: 'brochure', sort: null, language: 'en', outline: ['At a glance', 'Contact'] },
    {
      id: null,
      name: '',
      kind: 'announcement',
      sort: 'policy-change',
      language: 'en',
      outline: ['What changes', 'Whom to ask'],
    },
    {
      id: null,
      name: '',
      kind: 'press-release',
      sort: null,
      language: 'de',
      outline: ['Auf einen Blick', 'Über uns', 'Pressekontakt'],
    },
  ];
  const found = (id: unknown): BlockView =>
    blocks.find((one) => one.card.id === id) ?? refuse('literature.no_block', { block: String(id) });
  const judged = (block: BlockEdit) => {
    if (!block.name.trim()) {
      refuse('literature.block_name', { most: 200 }, [
        { field: 'name', row: null, column: null, length: null, what: null, proposal: null },
      ]);
    }
  };
  return {
    literature_outlines: () => outlines,
    literature_blocks: () => blocks.map((one) => one.card),
    literature_block: ({ id }) => found(id),
    literature_block_on_paper: ({ name }) => {
      const one =
        blocks.find((block) => block.card.name === name) ?? refuse('literature.no_block', { block: String(name) });
      const words = [{ what: { is: 'text', text: one.text }, marks: [] }];
      return { id: one.card.id, name: one.card.name, blocks: [{ kind: 'paragraph', words }] };
    },
    literature_add_block: ({ block }) => {
      judged(block as unknown as BlockEdit);
      const { name, sort, text } = block as unknown as BlockEdit;
      const made = view(blocks.length + 1, name, sort, text, []);
      blocks = [...blocks, made];
      changed([{ topic: 'document', id: null }]);
      return made;
    },
    literature_save_block: ({ id, block }) => {
      judged(block as unknown as BlockEdit);
      const { name, sort, text } = block as unknown as BlockEdit;
      const kept = view(Number(id), name, sort, text, found(id).uses);
      blocks = blocks.map((one) => (one.card.id === id ? kept : one));
      changed([{ topic: 'document', id: null }]);
      return kept;
    },
    literature_templates: () => templates,
    literature_begin: ({ beginning }) => {
      const asked = beginning as unknown as Beginning;
      if (asked.with === 'like-the-last' && asked.kind !== 'press-release')
        refuse('literature.no_last', { kind: asked.kind });
      return { id: 1, headline: '', kind: 'press-release' };
    },
    literature_keep_template: ({ name }) => {
      if (!String(name).trim()) refuse('literature.template_name', { most: 200 });
      return { id: 9, name, kind: 'press-release', sort: null, language: 'en', outline: [] };
    },
    literature_rename_template: ({ id, name }) => {
      templates = templates.map((one) => (one.id === id ? { ...one, name: String(name) } : one));
      changed([{ topic: 'document', id: null }]);
      return templates.find((one) => one.id === id);
    },
    literature_delete_template: ({ id }) => {
      templates = templates.filter((one) => one.id !== id);
      changed([{ topic: 'document', id: null }]);
      return null;
    },
    literature_delete_block: ({ id }) => {
      const { card } = found(id);
      if (card.uses)
        refuse('literature.block_in_use', { name: card.name, n: card.uses, headline: 'Lantern Wing reopens' });
      blocks = blocks.filter((one) => one.card.id !== id);
      changed([{ topic: 'document', id: null }]);
      return null;
    },
  };
}

/** The parts of a text, as the core names them: which blocks are lead, body, quote, facts, lines to take, boilerplate, notes, contact. */
import type { Node } from '@tiptap/pm/model';

/** Parts under a heading of their own, in their order. */
export const SECTIONS = ['facts', 'lines', 'boilerplate', 'notes', 'contact'] as const;
export type Section = (typeof SECTIONS)[number];
/** Those that are set small. */
export const SMALL: readonly string[] = ['boilerplate', 'notes', 'contact'];
export type PartName = 'headline' | 'subhead' | 'dateline' | 'lead' | 'body' | 'quote' | Section;

export interface Part {
  name: PartName;
  /** Where its first block begins. */
  from: number;
  /** Where its last block ends. */
  to: number;
}

/** A part by its blocks, counted among all of the sheet. */
export interface IndexedPart {
  name: PartName;
  first: number;
  last: number;
}

export const isSection = (name: unknown): name is Section => SECTIONS.includes(name as Section);

/**
 * The lead is the first paragraph; a heading with a section's class begins that section, up to the next heading of its
 * level or above; a quote is a part of its own; the rest is body.
 */
export function partsByBlock(doc: Node): IndexedPart[] {
  const parts: IndexedPart[] = [];
  let within: { name: Section; level: number } | undefined;
  let lead = false;
  doc.forEach((node, _, index) => {
    const type = node.type.name;
    if (type === 'headline' || type === 'subhead' || type === 'dateline') {
      parts.push({ name: type, first: index, last: index });
      return;
    }
    let begins = false;
    if (type === 'heading') {
      const level = Number(node.attrs['level']);
      const section: unknown = node.attrs['part'];
      if (within && level <= within.level) within = undefined;
      if (isSection(section)) {
        within = { name: section, level };
        begins = true;
      }
    }
    let name: PartName = 'body';
    if (within) name = within.name;
    else if (type === 'quote') {
      name = 'quote';
      begins = true;
    } else if (type === 'paragraph' && !lead) {
      lead = true;
      name = 'lead';
    }
    const last = parts.at(-1);
    if (last && last.name === name && !begins) last.last = index;
    else parts.push({ name, first: index, last: index });
  });
  return parts;
}

/** The same by their places. */
export function partsOf(doc: Node): Part[] {
  const begins: number[] = [];
  doc.forEach((_, from) => begins.push(from));
  begins.push(doc.content.size);
  return partsByBlock(doc).map(({ name, first, last }) => ({
    name,
    from: begins[first] ?? 0,
    to: begins[last + 1] ?? 0,
  }));
}

/** The part at a place. */
export const partAt = (parts: Part[], at: number): number => parts.findIndex((part) => at >= part.from && at < part.to);

/** What people can be to each other, in the order in which it is offered. */
import type { RelationCard, RelationKind } from '../../ipc/bindings';
import { word } from '../../text/index.svelte';

export const RELATIONS: RelationKind[] = [
  'assistant-of',
  'has-assistant',
  'reports-to',
  'leads',
  'agent-of',
  'has-agent',
  'partner-of',
  'introduced-by',
  'introduced',
  'knows',
  'stands-in-for',
  'has-stand-in',
  'successor-of',
  'predecessor-of',
  'other',
];

/** What somebody is to the other, in a word or two. */
export const relationOf = (one: RelationCard) => one.word || word('relations.kind', one.kind);

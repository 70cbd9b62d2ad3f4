/** What the window says of outlets and of who works where. */
import type { Frequency, OutletInput, OutletKind } from '../../ipc/bindings';
import { partIso, word } from '../../text/index.svelte';

export const KINDS: OutletKind[] = [
  'newspaper',
  'magazine',
  'agency',
  'radio',
  'television',
  'online',
  'newsletter',
  'podcast',
  'blog',
  'company',
  'other',
  'unknown',
];
export const FREQUENCIES: Frequency[] = [
  'continuous',
  'daily',
  'weekly',
  'fortnightly',
  'monthly',
  'quarterly',
  'yearly',
  'irregular',
  'unknown',
];

/** Nothing is said of what nobody knows. */
export const kindOf = (kind: OutletKind) => (kind === 'unknown' ? '' : word('outlets.kind', kind));

/** An outlet of which nothing is known yet. */
export const noOutlet = (): OutletInput => ({
  name: '',
  other_names: [],
  kind: 'unknown',
  reach: '',
  region: '',
  language: '',
  frequency: 'unknown',
  website: '',
  audiences: [],
  note: '',
});

/** `2019 – May 2024`, from dates of which as much is said as is known; nothing where neither is. */
export const stay = (from: string, to: string) => (from || to ? `${partIso(from)} – ${to && partIso(to)}`.trim() : '');

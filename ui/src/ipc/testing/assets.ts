/** Assets for the double: a photo whose licence ended, one that ends soon, a PDF, and as many more as a world has. */
import type { AssetCard, AssetFields, AssetFilter, AssetView } from '../bindings';
import { refuse, type Answer } from './double';

const NAMES = ['lens-restored-0412.jpg', 'lantern-wing-at-dusk.jpg', 'lantern-wing-press-pack.pdf', 'logo.png'];

function fields(name: string, more: Partial<AssetFields> = {}): AssetFields {
  return {
    name,
    caption: '',
    alt: '',
    credit: '',
    licence: '',
    licence_until: null,
    taken_on: null,
    place: '',
    link: '',
    whole: false,
    people: [],
    ...more,
  };
}

function card(id: number, long: boolean): AssetCard {
  const name = NAMES[id - 1] ?? `photo-${id}.jpg`;
  const known: Partial<AssetFields>[] = [
    {
      caption: 'The lens of 1874 turns again.',
      alt: 'A lens of glass prisms, taller than a person',
      credit: 'Ana Ferreira',
      licence: 'Editorial use',
      licence_until: '2026-11-01',
      taken_on: '2026-11-20',
      place: 'Port Averil',
      people: [
        { person: 1, name: 'Ruth Abernathy', consent: 'given', until: '2028-06-30' },
        { person: null, name: 'A visitor', consent: 'asked', until: null },
      ],
    },
    { credit: 'Tomas Reid', licence_until: '2026-12-10' },
  ];
  const standing = id === 1 ? 'ended' : id === 2 ? 'ending' : 'free';
  const params = { file: name, day: known[id - 1]?.licence_until ?? '' };
  return {
    id,
    media_type: name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg',
    kind: name.endsWith('.pdf') ? 'pdf' : 'picture',
    bytes: 820_000 + id,
    added_at: Date.UTC(2026, 10, 24),
    fields: fields(long ? `${'L'.repeat(290)}-${name}` : name, known[id - 1]),
    standing,
    why:
      standing === 'free'
        ? []
        : [{ key: standing === 'ended' ? 'assets.end.licence' : 'assets.end.licence_soon', params }],
    ends_on: standing === 'free' ? null : params.day,
    used: id <= 2 ? 1 : 0,
  };
}

/** What the core says of assets, where the workspace has so many. */
export function assets(n: number, long = false): Record<string, Answer> {
  let cards = Array.from({ length: n }, (_, at) => card(at + 1, long));
  const one = (id: unknown) =>
    cards.find((each) => each.id === id) ?? refuse('literature.no_asset', { id: String(id) });
  const view = (id: number): AssetView => ({
    card: one(id),
    width: one(id).kind === 'picture' ? 1600 : null,
    height: one(id).kind === 'picture' ? 900 : null,
    says_where: id === 1,
    goes_bare: id === 1,
    only_place: false,
    may_say_where: false,
    cuts:
      id === 1
        ? [
            {
              id: 3,
              name: 'lens-wide.jpg',
              recipe: { frame: { x: 0, y: 0, width: 1600, height: 600 }, side: 1200, quality: 85 },
            },
          ]
        : [],
    uses: id <= 2 ? [{ document: 1, headline: 'The Lantern Wing reopens', now: true, kept: 1, sent: 1 }] : [],
  });
  const said = (each: AssetCard) => `${each.fields.name} ${each.fields.credit} ${each.fields.caption}`.toLowerCase();
  return {
    assets_page: ({ filter, from, most }) => {
      const asked = filter as unknown as AssetFilter;
      const found = cards.filter(
        (each) =>
          asked.words
            .toLowerCase()
            .split(' ')
            .every((word) => said(each).includes(word)) &&
          (asked.kind === null || asked.kind === each.kind) &&
          (asked.standing === null || asked.standing === each.standing) &&
          !(asked.unused && each.used > 0),
      );
      const start = from as unknown as number;
      return { found: found.length, all: cards.length, cards: found.slice(start, start + (most as unknown as number)) };
    },
    assets_show: ({ id }) => view(id as unknown as number),
    distribution_carrying: ({ before, count }) => {
      const carried = Array.from({ length: cards.length ? 23 : 0 }, (_, at) => ({
        distribution: 23 - at,
        title: at ? `Lantern Wing reopens ${23 - at}` : '',
        says: { key: 'distribution.state.finished', params: {} },
        at: Date.UTC(2026, 10, 20) - at * 86_400_000,
        accepted: at * 100,
      }));
      const older = carried.filter((one) => before === null || one.distribution < Number(before));
      return { found: carried.length, shown: older.slice(0, Number(count)) };
    },
    assets_set: ({ id, fields: next }) => {
      cards = cards.map((each) => (each.id === id ? { ...each, fields: next as unknown as AssetFields } : each));
      return one(id);
    },
    assets_remove: ({ id }) => {
      if (one(id).used)
        refuse('assets.in_use', { file: one(id).fields.name, first: 'The Lantern Wing reopens', more: 0 });
      cards = cards.filter((each) => each.id !== id);
      return null;
    },
    assets_make_cut: ({ name, recipe }) => ({ id: 4, name: name || 'lens-cut.jpg', recipe }),
    assets_remove_cut: () => null,
    assets_add: () => ({ added: [], known: cards.slice(0, 1), refused: [] }),
    assets_add_paths: () => ({ added: cards.slice(0, 1), known: [], refused: [], told: [] }),
    assets_attach: () => ({ attached: [], refused: [], encoded_bytes: 0, told: [] }),
    assets_of_document: () => [],
    assets_fetch_pictures: () => [],
    assets_save: () => null,
    assets_save_kit: () => null,
    rendering_save_kit: () => null,
  };
}

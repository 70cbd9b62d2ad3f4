/** What people are to each other, as the core would say it. */
import type { PersonRow, RelationCard } from '../bindings';
import type { Answer } from './double';

export const relations = (): RelationCard[] => [
  {
    id: 1,
    kind: 'has-assistant',
    word: '',
    back: '',
    other: 2,
    name: 'Daniel Achterberg',
    outlet: 'Westland Radio',
    note: 'mornings only',
  },
  {
    id: 2,
    kind: 'other',
    word: 'mentor of',
    back: 'mentored by',
    other: 3,
    name: 'Ilse Vermeulen',
    outlet: '',
    note: '',
  },
];

/** A picture of one grey point. */
const PHOTO =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

export function related(people: () => readonly PersonRow[]): Record<string, Answer> {
  return {
    contacts_suggest_people: ({ beginning }) =>
      people()
        .filter((row) => beginning && row.name.toLowerCase().includes(String(beginning).toLowerCase()))
        .slice(0, 12)
        .map((row) => ({ id: row.id, name: `${row.name} <${row.address}>` })),
    contacts_photo: () => PHOTO,
    contacts_set_photo: () => null,
    contacts_set_photo_path: () => null,
    contacts_remove_photo: () => null,
    contacts_suggest_relations: () => ['mentor of'],
    contacts_relate: () => null,
    contacts_edit_relation: () => null,
    contacts_unrelate: () => null,
  };
}

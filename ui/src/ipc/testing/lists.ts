/** Lists for the double: two, or none. */
import type { ListCard, OpenList } from '../bindings';
import type { Answer } from './double';

const now = Date.UTC(2026, 10, 24, 9, 30);
const HOUR = 3_600_000;

export function listAnswers(empty: boolean): Record<string, Answer> {
  const card = (id: number, name: string, people: number): ListCard => ({
    id,
    name,
    people,
    made_by: 'Ines Calder',
    created_at: now - 900 * HOUR,
    changed_at: now - id * 30 * HOUR,
    question: `list:"${name}"`,
  });
  const lists = empty
    ? []
    : [card(1, 'Advisory board', 12), card(2, 'Opening night', 46), card(3, 'أصدقاء المنارة والبحر', 3)];
  const open = (id: number): OpenList => ({
    ...(lists.find((one) => one.id === id) ?? card(id, 'Opening night', 46)),
    steps: [
      { person: 3, name: 'Ruth Abernathy', removed: true, at: now - 3 * HOUR, by: 'Ines Calder' },
      { person: 5, name: '田中愛子', removed: false, at: now - 26 * HOUR, by: 'Ines Calder' },
      { person: 3, name: 'Ruth Abernathy', removed: false, at: now - 400 * HOUR, by: 'Jan Vos' },
    ],
    asked_by: ['Heritage press'],
  });
  return {
    lists_all: () => lists,
    lists_show: (args) => open(Number((args as unknown as { list: number }).list)),
    lists_make: (args) => card(4, (args as unknown as { name: string }).name, 0),
    lists_make_of: (args) => card(4, (args as unknown as { name: string }).name, 240),
    lists_rename: (args) => card(1, (args as unknown as { name: string }).name, 12),
    lists_delete: () => [],
    lists_add_people: () => 2,
    lists_would_add: () => ({ people: 240, there: 12, turned: 0 }),
    segments_would_pin: () => ({ people: 3, there: 1, turned: 1 }),
    segments_pin_people: () => ({ people: 3, there: 1, turned: 1 }),
    lists_add_picked: () => 240,
    lists_remove_people: () => 1,
  };
}

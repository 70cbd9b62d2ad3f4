/** Views of the tables of people and of outlets that are kept under a name. */
import { commands, type TableView } from './bindings';
import { call } from './call';
import { live } from './live.svelte';

/** All views by name, each as it can be shown now. */
export const allViews = () =>
  live<TableView[]>(() => ({
    key: 'views',
    ask: () => call(commands.viewsAll()),
    topics: ['view', 'custom-field', 'segment', 'list'],
  }));

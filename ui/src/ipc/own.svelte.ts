/** The organisation's own fields, as every screen that shows or fills them asks for them. */
import { commands } from './bindings';
import { call } from './call';
import { live } from './live.svelte';

export const ownFields = () =>
  live(() => ({
    key: 'custom-fields',
    ask: () => call(commands.contactsCustomFields()),
    topics: ['custom-field', 'person'],
  }));

/** All tags with how many people have them. */
export const allTags = () =>
  live(() => ({
    key: 'tags',
    ask: () => call(commands.contactsTags()),
    topics: ['custom-field', 'person'],
  }));

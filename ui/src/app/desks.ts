/** The desks that exist, in the order of the sidebar. Their numbers never move: later desks have theirs already. */
import type { Component } from 'svelte';

import type { IconName } from '../parts';
import type { Key } from '../text/index.svelte';

export interface Desk {
  id: string;
  icon: IconName;
  name: Key;
  /** The heading above it in the sidebar. */
  group?: Key;
  /** Ctrl and this number. */
  number?: number;
  load: () => Promise<{ default: Component }>;
}

export const desks: Desk[] = [
  {
    id: 'today',
    icon: 'today',
    name: 'desk.today',
    number: 1,
    load: () => import('../desks/today/TodayDesk.svelte'),
  },
  {
    id: 'campaigns',
    icon: 'campaign',
    name: 'desk.campaigns',
    group: 'frame.group.plan',
    number: 2,
    load: () => import('../desks/campaigns/CampaignsDesk.svelte'),
  },
  {
    id: 'literature',
    icon: 'document',
    name: 'desk.literature',
    group: 'frame.group.write',
    number: 3,
    load: () => import('../desks/literature/LiteratureDesk.svelte'),
  },
  {
    id: 'assets',
    icon: 'image',
    name: 'desk.assets',
    load: () => import('../desks/assets/AssetsDesk.svelte'),
  },
  {
    id: 'contacts',
    icon: 'person',
    name: 'desk.contacts',
    group: 'frame.group.reach',
    number: 4,
    load: () => import('../desks/contacts/ContactsDesk.svelte'),
  },
  {
    id: 'segments',
    icon: 'segment',
    name: 'desk.segments',
    number: 5,
    load: () => import('../desks/segments/SegmentsDesk.svelte'),
  },
  {
    id: 'distributions',
    icon: 'plane',
    name: 'desk.distributions',
    number: 6,
    load: () => import('../desks/distributions/DistributionsDesk.svelte'),
  },
];

/** At the sidebar's foot: it belongs to the account, not to the work. */
export const practice: Desk = {
  id: 'practice',
  icon: 'mail',
  name: 'desk.practice',
  load: () => import('../desks/practice/PracticeDesk.svelte'),
};

export const settings: Desk = {
  id: 'settings',
  icon: 'settings',
  name: 'desk.settings',
  load: () => import('../desks/settings/SettingsDesk.svelte'),
};

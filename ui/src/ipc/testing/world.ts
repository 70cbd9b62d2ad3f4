/** Small invented worlds for the double: `welcome`, `new` (an empty workspace) and `full`. */
import { accounts } from './accounts';
import { approval } from './approval';
import { assets } from './assets';
import { deliverability } from './deliverability';
import { campaigns } from './campaigns';
import { distributions } from './distributions';
import type { Answer } from './double';
import { importing } from './importing';
import { importOutlets } from './importOutlets';
import { listAnswers } from './lists';
import { sending } from './literature';
import { network } from './network';
import { contacts, people } from './people';
import { practice } from './practice';
import { privacy } from './privacy';
import { proofing } from './proofing';
import { reach } from './reach';
import { today } from './today';
import { touches } from './touches';
import { past, viewAnswers } from './views';
import type { WindowState } from '../bindings';
import { file } from './workspace';

export const workspace = {
  organisation: 'Harbour Trust',
  path: '/home/ines/Documents/Harbour Trust.tidings',
  uid: '0190-harbour',
  bytes: 48_200_000,
  backed_up_at: Date.UTC(2026, 10, 24, 7, 2),
  backup_trouble: null,
  synced_folder: false,
};

export function world(name: string): Record<string, Answer> {
  const state: WindowState = {
    workspace: name === 'welcome' ? null : { ...workspace },
    trouble: null,
    folder: 'Documents',
    user: 'Ines Calder',
  };
  const crowd = contacts(people(name === 'new' ? 0 : name === 'huge' ? 213_482 : 2140));
  const pasts = past(name === 'huge');
  const answers: Record<string, Answer> = {
    window_state: () => ({ ...state }),
    window_rename_user: ({ name }) => {
      if (String(name).trim()) state.user = String(name).trim();
      return null;
    },
    window_recent: () => [
      {
        path: '/a/Averil.tidings',
        organisation: 'Averil Harbour Festival',
        folder: 'Documents',
        bytes: 48e6,
        opened_at: Date.UTC(2026, 10, 12),
        missing: false,
      },
      {
        path: '/a/Trust.tidings',
        organisation: 'Harbour Trust, sample',
        folder: 'Documents',
        bytes: 31e6,
        opened_at: Date.UTC(2026, 10, 11),
        missing: false,
      },
      {
        path: '/b/Cold.tidings',
        organisation: 'Cold Ness Appeal 2024',
        folder: 'Stick',
        bytes: 12e6,
        opened_at: Date.UTC(2026, 2, 3),
        missing: true,
      },
    ],
    window_create: () => {
      state.workspace = { ...workspace };
      return null;
    },
    window_open: () => null,
    window_zoom: () => null,
    workspace_info: () => workspace,
    distribution_copy_question: () => null,
    ...assets(name === 'new' ? 0 : name === 'huge' ? 4_000 : 4),
    ...importing(),
    ...importOutlets(),
    ...sending(name === 'new', name === 'huge'),
    ...accounts(name === 'new'),
    ...network(name !== 'new'),
    ...deliverability(),
    ...distributions(people(name === 'new' ? 0 : 240), name === 'new'),
    ...practice(people(240), name === 'new' ? 0 : name === 'huge' ? 200_000 : 142),
    ...crowd,
    ...listAnswers(name === 'new'),
    ...privacy(),
    ...today(name === 'new', name === 'huge'),
    ...approval(Date.UTC(2026, 10, 24, 10, 0)),
    ...proofing(name === 'new'),
    ...reach(name === 'new'),
    ...viewAnswers(name === 'new'),
    contacts_history: pasts.page,
    contacts_as_they_were: pasts.on,
    contacts_outlet_history: pasts.page,
    contacts_outlet_as_it_was: pasts.on,
    segments_history: pasts.page,
    segments_as_it_was: pasts.on,
    ...touches(name === 'huge', name === 'new'),
    ...file(name === 'new', false, crowd['workspace_undo']),
  };
  return { ...answers, ...campaigns(answers, { empty: name === 'new', many: name === 'huge' }) };
}

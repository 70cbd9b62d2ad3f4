/** Networks in the order in which they are offered. */
import type { Network } from '../../ipc/bindings';

export const NETWORKS: readonly Network[] = [
  'linkedin',
  'mastodon',
  'bluesky',
  'x',
  'instagram',
  'threads',
  'facebook',
  'youtube',
  'tiktok',
  'xing',
  'signal',
  'telegram',
  'whatsapp',
  'matrix',
  'other',
];

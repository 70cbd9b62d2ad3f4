/** How addresses that must not be mailed are called. */
import type { SuppressionCard, SuppressionReason } from '../../ipc/bindings';
import { t } from '../../text/index.svelte';

/** All reasons, in the order in which they are offered. */
export const REASONS: readonly SuppressionReason[] = ['unsubscribed', 'bounced', 'complained', 'asked', 'erased'];

/** The address, or what is said of one that is known by its hash alone. */
export function calledAddress(card: SuppressionCard): string {
  return card.address ?? t(card.forgotten ? 'suppressions.forgotten' : 'suppressions.nobody');
}

/** What the campaigns desk knows of dates, stages and changes. */
import { notices } from '../../app/notices.svelte';
import { withUndo } from '../../app/undo';
import type { CampaignCard, CampaignPatch, DistributionCard, DocumentCard, OpenCampaign } from '../../ipc/bindings';
import { commands } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { dayIso, midnight, t } from '../../text/index.svelte';

/** What the core keeps at most: the fields stop where it would refuse. */
export const MOST_MESSAGES = 12;

const DAY_MS = 24 * 60 * 60 * 1000;

const nothing: CampaignPatch = { name: null, aim: null, starts_on: null, ends_on: null, messages: null };

/** Changes a campaign in part; a refusal is thrown to whoever can show it at its place. */
export async function change(id: number, patch: Partial<CampaignPatch>): Promise<void> {
  await call(commands.campaignsEdit(id, { ...nothing, ...patch }));
}

/** Tells what was done, with its Undo. */
export function done(text: string): void {
  notices.tell(text, withUndo());
}

/** `2 November 2026 to 31 January 2027`; empty where neither day is settled. */
export function dates(card: Pick<CampaignCard, 'starts_on' | 'ends_on'>, month: 'long' | 'short' = 'long'): string {
  const start = card.starts_on && dayIso(card.starts_on, month);
  const end = card.ends_on && dayIso(card.ends_on, month);
  if (start && end) return t('campaign.dates', { start, end });
  if (start) return t('campaign.dates.from', { start });
  return end ? t('campaign.dates.until', { end }) : '';
}

/** Where today stands in it; empty where its dates do not say. */
export function phase(card: Pick<CampaignCard, 'starts_on' | 'ends_on'>, now = Date.now()): string {
  const from = card.starts_on ? midnight(card.starts_on) : undefined;
  const to = card.ends_on ? midnight(card.ends_on) : undefined;
  const today = new Date(now).setHours(0, 0, 0, 0);
  const days = (end: number) => Math.round((end - today) / DAY_MS);
  if (from !== undefined && today < from) return t('campaign.phase.before', { n: days(from) });
  if (to !== undefined && today > to) return t('campaign.phase.after');
  if (to !== undefined && from !== undefined) return t('campaign.phase.runs', { n: days(to) });
  return '';
}

/** Whether letters of it have left, or may have. */
function left(card: DistributionCard): boolean {
  return card.accepted + card.refused + card.retrying + card.uncertain > 0;
}

/** How far a document of the campaign has come: written, kept as a revision, or sent. */
export function stage(document: DocumentCard, campaign: OpenCampaign): string {
  const sent = campaign.distributions.some((one) => one.document === document.id && left(one));
  if (sent) return t('campaign.stage.sent');
  return document.revision === null ? t('campaign.stage.draft') : t('hold.revision', { n: document.revision });
}

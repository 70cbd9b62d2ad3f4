/** What Ctrl K finds besides desks and acts: people, texts, campaigns and files whose words begin so. */
import { commands } from '../ipc/bindings';
import { call } from '../ipc/call';
import { t, word } from '../text/index.svelte';
import { fits } from '../text/words';
import type { Entry } from './Palette.svelte';
import { go, href } from './router.svelte';

const EACH = 5;

async function people(words: string): Promise<Entry[]> {
  const view = await call(
    commands.segmentsOpenView({ query: null, segment: null, search: words, sort: 'name', descending: false }),
  );
  const rows = await call(commands.segmentsViewRows(view.id, 0, Math.min(EACH, view.count)));
  void call(commands.segmentsCloseView(view.id)).catch(() => undefined);
  return rows.flatMap((row) =>
    row
      ? [
          {
            id: `person-${row.id}`,
            label: row.name || row.address,
            detail: row.outlet || word('kind', row.kind),
            icon: 'person' as const,
            act: () => go(href('contacts', [row.id])),
          },
        ]
      : [],
  );
}

async function texts(words: string): Promise<Entry[]> {
  const all = await call(commands.literatureList());
  return all
    .filter((card) => fits(card.headline, words))
    .slice(0, EACH)
    .map((card) => ({
      id: `document-${card.id}`,
      label: card.headline || t('literature.untitled'),
      detail: word('document', card.kind),
      icon: 'document',
      act: () => go(href('literature', [card.id])),
    }));
}

async function campaigns(words: string): Promise<Entry[]> {
  const all = await call(commands.campaignsList());
  return all
    .filter((card) => fits(card.name, words))
    .slice(0, EACH)
    .map((card) => ({
      id: `campaign-${card.id}`,
      label: card.name,
      detail: t('palette.campaign'),
      icon: 'campaign',
      act: () => go(href('campaigns', [card.id])),
    }));
}

async function files(words: string): Promise<Entry[]> {
  const page = await call(commands.assetsPage({ words, kind: null, standing: null, unused: false }, 0, EACH));
  return page.cards.map((card) => ({
    id: `asset-${card.id}`,
    label: card.fields.name,
    detail: t('desk.assets'),
    icon: 'image',
    act: () => go(href('assets', [card.id])),
  }));
}

/** Each kind is asked for itself: one that cannot answer does not hide the others. */
export async function find(words: string): Promise<Entry[]> {
  const answers = await Promise.allSettled([texts(words), campaigns(words), people(words), files(words)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

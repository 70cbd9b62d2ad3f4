/** A stand-in for the core's cut-downs: it counts letters, and a link as 23 where the network does. */
import type { Cutdowns, Platform } from '../bindings';
import { changed } from '../live.svelte';
import type { Answer } from './double';

const MOST: Record<Platform, number> = { x: 280, bluesky: 300, mastodon: 500, linkedin: 3000 };
const POINTS =
  '* The Lantern Wing opens to the public again on Saturday 5 December.\n* The work cost £3.2 million.\n\n> A lighthouse is a promise kept every night.\n>\n> — Margaret Oyelaran, director';
const POST =
  'Lighthouse museum at Skerry Point reopens its Lantern Wing after four years\n\nAdmission is free for the first nine days.\n\nhttps://harbourtrust.example.org/lantern';

export function cutdowns(): Record<string, Answer> {
  let points = '';
  const posts: Partial<Record<Platform, string>> = {};
  const length = (network: Platform, text: string) =>
    [...(network === 'x' || network === 'mastodon' ? text.replace(/https?:\/\/\S+/g, 'x'.repeat(23)) : text)].length;
  const all = (): Cutdowns => ({
    points: { text: points || POINTS, own: points !== '' },
    lines: '',
    posts: (['x', 'bluesky', 'mastodon', 'linkedin'] as const).map((network) => {
      const text = posts[network] || POST;
      return { network, text, own: !!posts[network], length: length(network, text), most: MOST[network] };
    }),
  });
  const told = (id: unknown) => {
    queueMicrotask(() => changed([{ topic: 'document', id: Number(id) }]));
    return all();
  };
  return {
    literature_cutdowns: all,
    literature_keep_points: ({ id, text }) => {
      points = String(text);
      return told(id);
    },
    literature_keep_post: ({ id, network, text }) => {
      posts[network as unknown as Platform] = String(text);
      return told(id);
    },
    literature_post_length: ({ network, text }) => length(network as unknown as Platform, String(text)),
    rendering_save_points: () => null,
  };
}

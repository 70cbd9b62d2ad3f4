/** Pictures of a text: which files are any, and what is known of them. */
import { commands, type AssetPick, type Attachment } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { titled } from './paper/caption';

/** Whether a file of this name is a picture that a text can show. */
export const isPicture = (name: string): boolean => /\.(jpe?g|png|gif|webp)$/i.test(name);

/** What the sheet says of a picture that stands on it. */
export const saidOf = (attrs: Record<string, unknown>) => ({
  src: String(attrs['src']),
  alt: String(attrs['alt']),
  title: String(attrs['title'] ?? ''),
});

/** A picture of the workspace, taken into a document. */
export async function placedFrom(document: number, pick: AssetPick): Promise<Attachment> {
  return (await call(commands.assetsPlace(document, pick))).file;
}

/** What is to be seen on a picture, and its caption and credit, as Assets has them. */
export async function knownOf(document: number, picture: Attachment): Promise<{ alt: string; title: string }> {
  const held = await call(commands.assetsOfDocument(document)).catch(() => []);
  const fields = held.find((one) => one.file === picture.asset)?.card.fields;
  return {
    alt: picture.alt || (fields?.alt ?? ''),
    title: titled({ caption: fields?.caption ?? '', credit: fields?.credit ?? '' }),
  };
}

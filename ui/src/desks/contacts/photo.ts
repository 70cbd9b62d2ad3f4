/** What is done with somebody's photo; each act is one action of the core, told in a toast with its undo. */
import { notices } from '../../app/notices.svelte';
import { commands, type PhotoCard } from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';
import { newFile } from '../../ipc/files';
import { saveAs } from '../../ipc/shell';
import type { Item } from '../../parts';
import { t } from '../../text/index.svelte';
import { act } from './contacts.svelte';

export const setPhotoPath = (person: number, name: string, path: string) =>
  act(() => call(commands.contactsSetPhotoPath(person, path)), t('photo.set', { name }));

export const setPhoto = (person: number, name: string, file: File) =>
  act(async () => call(commands.contactsSetPhoto(person, await newFile(file))), t('photo.set', { name }));

async function choose(person: number, name: string): Promise<void> {
  try {
    const [path] = await call(commands.windowChooseFiles());
    if (path) await setPhotoPath(person, name, path);
  } catch (thrown) {
    notices.fail(problemOf(thrown));
  }
}

async function save(person: number, name: string): Promise<void> {
  try {
    const to = await saveAs(name, 'jpg');
    if (to) notices.tell(t('import.savedTo', { path: (await call(commands.contactsSavePhoto(person, to))).file }));
  } catch (thrown) {
    notices.fail(problemOf(thrown));
  }
}

/** What the page's menu offers. */
export function photoItems(person: number, name: string, photo: PhotoCard | null): Item[] {
  const choosing = { label: t(photo ? 'photo.other' : 'photo.choose'), act: () => void choose(person, name) };
  if (!photo) return [choosing];
  return [
    choosing,
    { label: t('photo.save'), act: () => void save(person, name) },
    {
      label: t('photo.remove'),
      act: () => void act(() => call(commands.contactsRemovePhoto(person)), t('photo.removed', { name })),
    },
  ];
}

/** The first letters of the first and the last word of a name. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((one) => /[\p{L}\p{N}]/u.test(one));
  const ends = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words;
  const letter = (one: string) =>
    [...new Intl.Segmenter().segment(one)].map((part) => part.segment).find((part) => /[\p{L}\p{N}]/u.test(part)) ?? '';
  return ends.map(letter).join('').toLocaleUpperCase();
}

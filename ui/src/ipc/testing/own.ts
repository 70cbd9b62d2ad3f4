/** Files of which each person gets one, for the double: found by address or name, as the core finds them. */
import type { Attachment, FileKey, FileSet, NewSet } from '../bindings';
import type { Answer } from './double';
import { people } from './people';

const value = (pattern: string, name: string): string | undefined => {
  const [before = '', after = ''] = pattern.toLowerCase().split('*');
  const stem = after.includes('.') ? name : name.replace(/\.[^.]+$/, '');
  const lower = stem.toLowerCase();
  if (!lower.startsWith(before) || !lower.endsWith(after)) return undefined;
  return stem.slice(before.length, stem.length - after.length) || undefined;
};

function held(set: NewSet, files: { name: string; value: string; bytes: number }[], segment: boolean): FileSet {
  // The invented people go round; here each is one.
  const all = [...new Map(people(213).map((one) => [one.address, one])).values()];
  const says = (one: (typeof all)[number]) => (set.key === 'email' ? one.address : one.name) ?? '';
  const matched = files.map((file) => {
    const who = all.filter((one) => says(one).toLowerCase() === file.value.toLowerCase());
    return {
      ...file,
      people: who.map((one) => ({ person: one.id, name: one.name, address: one.address ?? '' })),
      count: who.length,
      doubtful: who.length > 1,
    };
  });
  const given = new Set(matched.flatMap((file) => file.people.map((one) => one.person)));
  const without = segment ? all.filter((one) => !given.has(one.id)) : [];
  return {
    ...set,
    files: matched,
    given: given.size,
    nobodys: matched.filter((file) => file.count === 0).length,
    without: without.slice(0, 200).map((one) => ({ person: one.id, name: one.name, address: one.address ?? '' })),
    without_count: without.length,
    refused: [],
  };
}

function byName(names: string[], asked: NewSet | null, to: string | null): FileSet {
  const set = asked ?? { set: 'Badge', key: 'email' as FileKey, pattern: 'badge-*', optional: false };
  const read = names.map((name) => ({ name, value: value(set.pattern, name) }));
  const refused = read.filter((file) => file.value === undefined);
  const found = held(
    set,
    read.flatMap((file) => (file.value === undefined ? [] : [{ name: file.name, value: file.value, bytes: 0 }])),
    to !== null,
  );
  return {
    ...found,
    refused: refused.map((file) => ({
      code: 'literature.file_no_match',
      kind: 'refusal',
      what: { key: 'literature.file_no_match', params: { file: file.name, pattern: set.pattern } },
      todo: null,
      places: [],
    })),
  };
}

const base = (path: string) => path.split('/').at(-1) ?? path;

/** What the desk asks of sets and links; `files` are those of the document. */
export function ownFiles(
  files: Attachment[],
  make: (name: string, bytes: number, at: number) => Attachment,
): Record<string, Answer> {
  const attach = (names: string[], set: NewSet) => {
    const attached = names.flatMap((name, at) => {
      const whose = value(set.pattern, name);
      if (whose === undefined) return [];
      const whom = { set: set.set, key: set.key, value: whose, optional: set.optional };
      return [{ ...make(name, 48_000 + at * 100, files.length + at), for_whom: whom }];
    });
    files.push(...attached);
    return { attached, refused: [], encoded_bytes: 2_400_000, told: [] };
  };
  return {
    distribution_match_paths: ({ paths, set, to }) =>
      byName((paths as unknown as string[]).map(base), set as unknown as NewSet | null, to as unknown as string | null),
    distribution_match_files: ({ names, set, to }) =>
      byName(names as unknown as string[], set as unknown as NewSet | null, to as unknown as string | null),
    distribution_file_sets: ({ to }) => {
      const sets = new Map<string, Attachment[]>();
      for (const file of files) {
        if (file.for_whom) sets.set(file.for_whom.set, [...(sets.get(file.for_whom.set) ?? []), file]);
      }
      return [...sets].map(([set, those]) => {
        const whom = those[0]?.for_whom;
        const asked = { set, key: whom?.key ?? 'email', pattern: '', optional: whom?.optional ?? false };
        const listed = those.map((file) => ({ name: file.name, value: file.for_whom?.value ?? '', bytes: file.bytes }));
        return held(asked, listed, to !== null);
      });
    },
    literature_attach_own_paths: ({ set, paths }) =>
      attach((paths as unknown as string[]).map(base), set as unknown as NewSet),
    literature_attach_own: ({ set, files: given }) =>
      attach(
        (given as unknown as { name: string }[]).map((file) => file.name),
        set as unknown as NewSet,
      ),
    literature_attach_paths: ({ paths }) => {
      const attached = (paths as unknown as string[]).map((path, at) => make(base(path), 48_000, files.length + at));
      files.push(...attached);
      return { attached, refused: [], encoded_bytes: 2_400_000, told: [] };
    },
    literature_change_set: ({ set, name, optional }) => {
      for (const file of files) {
        const whom = file.for_whom;
        if (whom && whom.set === String(set))
          file.for_whom = { ...whom, set: String(name), optional: Boolean(optional) };
      }
      return null;
    },
    literature_detach_set: ({ set }) => {
      const rest = files.filter((file) => file.for_whom?.set !== set);
      const gone = files.length - rest.length;
      files.splice(0, files.length, ...rest);
      return gone;
    },
    literature_assign: ({ name, value: whose }) => {
      for (const file of files) {
        if (file.name === name && file.for_whom) file.for_whom = { ...file.for_whom, value: String(whose) };
      }
      return null;
    },
    literature_link: ({ name, link }) => {
      const file = files.find((one) => one.name === name);
      if (file) file.link = link as unknown as string | null;
      return file ?? null;
    },
  };
}

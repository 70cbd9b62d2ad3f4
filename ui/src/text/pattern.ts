/**
 * Reads a sentence of a catalogue. The core's codes have hyphens (`given-name`), and so have the cases that its
 * sentences choose by; the library's grammar ends a case at a hyphen. So they are read under another sign and put back.
 */
import { IntlMessageFormat } from 'intl-messageformat';

/** A sign that no sentence has. */
const HYPHEN = '\uE000';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

const back = (text: string) => text.replaceAll(HYPHEN, '-');

function restored(elements: Element[]): Element[] {
  return elements.map((element) => {
    const copy = { ...element };
    if ('value' in copy && typeof copy.value === 'string') copy.value = back(copy.value);
    if ('options' in copy) {
      copy.options = Object.fromEntries(
        Object.entries(copy.options).map(([name, option]) => [
          back(name),
          { ...option, value: restored(option.value) },
        ]),
      );
    }
    return copy;
  });
}

/** The sentence as the library keeps it. Throws where it cannot be read. */
export function read(pattern: string): Element[] {
  const marked = pattern.replace(/[a-z]+(?:-[a-z]+)+(?=\s*\{)/g, (word) => word.replaceAll('-', HYPHEN));
  return restored(new IntlMessageFormat(marked, 'en', undefined, { ignoreTag: true }).getAst());
}

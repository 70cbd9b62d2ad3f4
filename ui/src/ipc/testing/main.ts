/** The window over the double: `npm run dev`, then /src/ipc/testing/index.html#/contacts?screen=full */
import '../../parts/base.css';
import '../../parts/tokens.css';

import { install, type Answer } from './double';
import { world } from './world';

const words = new URLSearchParams(location.search);
if (words.get('theme')) localStorage.setItem('tidings.theme', words.get('theme') ?? 'system');
if (words.get('language')) localStorage.setItem('tidings.language', words.get('language') ?? 'system');
const answers = world(words.get('world') ?? 'full');
install(words.has('long') ? stretched(answers) : answers);
await import('../../main');

/** The same answers with names of 300 characters, half of them one unbroken word. */
function stretched(answers: Record<string, Answer>): Record<string, Answer> {
  const named =
    /^(name|title|headline|outlet|role|organisation|subject|audience|aim|from_name|folder|actor|created_by)$/;
  const stretch = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string' && value !== '' && named.test(key)) {
      return value.length % 2 ? value.padEnd(300, 'w') : `${value} `.repeat(300).slice(0, 300);
    }
    if (Array.isArray(value)) return value.map((one) => stretch(one, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, stretch(one, name)]));
  };
  return Object.fromEntries(
    Object.entries(answers).map(([command, answer]) => [
      command,
      async (args: Parameters<Answer>[0]) => stretch(await answer(args)),
    ]),
  );
}

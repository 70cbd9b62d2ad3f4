/** The window over the double: `npm run dev`, then /src/ipc/testing/index.html#/contacts?screen=full */
import '../../parts/base.css';
import '../../parts/tokens.css';

import { install } from './double';
import { world } from './world';

const words = new URLSearchParams(location.search);
if (words.get('theme')) localStorage.setItem('tidings.theme', words.get('theme') ?? 'system');
if (words.get('language')) localStorage.setItem('tidings.language', words.get('language') ?? 'system');
install(world(words.get('world') ?? 'full'));
await import('../../main');

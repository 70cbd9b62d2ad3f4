import { cleanup } from '@testing-library/svelte';
import { afterEach } from 'vitest';

import { reader } from '../text/index.svelte';

reader.choose('en-GB');
afterEach(() => cleanup());

import { cleanup, configure } from '@testing-library/svelte';
import { afterEach } from 'vitest';

import { reader } from '../text/index.svelte';

// A desk is loaded when it is first shown: on a busy machine that takes longer than the usual second.
configure({ asyncUtilTimeout: 5000 });
reader.choose('en-GB');
afterEach(() => cleanup());

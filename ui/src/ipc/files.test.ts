import { expect, test } from 'vitest';

import { newFile } from './files';

test('a file goes to the core as base64, an empty one too', async () => {
  const bytes = Uint8Array.from(Array.from({ length: 100_000 }, (_, at) => at % 256));
  const sent = await newFile(new File([bytes], 'tide tables.pdf', { type: 'application/pdf' }));
  expect(sent.name).toBe('tide tables.pdf');
  expect(Uint8Array.from(atob(sent.bytes), (letter) => letter.charCodeAt(0))).toEqual(bytes);
  expect((await newFile(new File([], 'empty'))).bytes).toBe('');
});

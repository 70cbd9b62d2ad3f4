import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: './',
  plugins: [svelte()],
  // The core's catalogue of sentences: the window renders its problems and reasons from the same files.
  resolve: {
    alias: { $messages: here('../src-tauri/core/messages') },
    // Under test Node's conditions would choose Svelte's server half.
    ...(process.env.VITEST ? { conditions: ['browser'] } : {}),
  },
  server: {
    port: 5173,
    strictPort: true,
    host: '127.0.0.1',
    fs: { allow: [here('.'), here('../src-tauri/core/messages')] },
  },
  build: { outDir: 'dist', emptyOutDir: true, target: ['safari15', 'chrome105'], chunkSizeWarningLimit: 600 },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/testing/setup.ts'],
    css: false,
    testTimeout: 20_000,
  },
});

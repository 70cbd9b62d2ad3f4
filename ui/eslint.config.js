import svelte from 'eslint-plugin-svelte';
import { readdirSync } from 'node:fs';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

const tauri = { group: ['@tauri-apps/*'], message: 'Only src/ipc speaks to the shell.' };
const parts = {
  group: ['**/desks/**', '**/ipc/**', '**/app/**'],
  message: 'A part knows no desk, no frame and no ipc.',
};
const desks = readdirSync(new URL('./src/desks', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** What no file may do: the window makes no HTML and fetches nothing. */
const never = [
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    message: 'The window makes no HTML.',
  },
  { selector: "Identifier[name='fetch']", message: 'The window fetches nothing: everything comes through src/ipc.' },
  { selector: "Identifier[name='XMLHttpRequest']", message: 'The window fetches nothing.' },
];

const imports = (...groups) => ({ 'no-restricted-imports': ['error', { patterns: [tauri, ...groups] }] });

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/ipc/bindings.ts'] },
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      ...imports(),
      'no-restricted-syntax': ['error', ...never],
      'svelte/no-at-html-tags': 'error',
      'no-undef': 'off',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/ipc/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/parts/**'], rules: imports(parts) },
  { files: ['src/app/**'], rules: imports() },
  ...desks.map((desk) => ({
    files: [`src/desks/${desk}/**`],
    rules: imports({
      regex: `desks/(?!${desk}/)|^\\.\\./(?!\\.\\.|${desk}/)`,
      message: 'A desk imports no other desk: share a part, or link to its address.',
    }),
  })),
);

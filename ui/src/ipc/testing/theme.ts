/** A stand-in for the core's theme: colours are read as the core reads them, and one link is too pale. */
import type { Contrast, Theme, ThemeCard } from '../bindings';
import { changed } from '../live.svelte';
import { refuse, type Answer } from './double';

const usual: Theme = {
  logo: null,
  ink: '#1c1b19',
  paper: '#ffffff',
  accent: '#8a857b',
  link: '#1d4f8c',
  face: 'georgia',
  rule_above: false,
  rule_below: false,
  width: 640,
  footer: '',
};
const PALE = '#9cc3f2';
const DOT =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="120" height="40"%3E%3Crect width="120" height="40" fill="%230b5394"/%3E%3C/svg%3E';

const contrasts = (theme: Theme): Contrast[] => [
  { shade: 'ink', turned: false, tenths: 171, least_tenths: 45, nearest: null },
  theme.link === PALE
    ? { shade: 'link', turned: false, tenths: 18, least_tenths: 45, nearest: '#5f7794' }
    : { shade: 'link', turned: false, tenths: 82, least_tenths: 45, nearest: null },
  { shade: 'accent', turned: false, tenths: 36, least_tenths: 30, nearest: null },
  { shade: 'ink', turned: true, tenths: 168, least_tenths: 45, nearest: null },
  { shade: 'link', turned: true, tenths: 83, least_tenths: 45, nearest: null },
  { shade: 'accent', turned: true, tenths: 51, least_tenths: 30, nearest: null },
];

export function theme(mail: () => string): Record<string, Answer> {
  let kept: Theme | undefined;
  const card = (): ThemeCard => {
    const theme = kept ?? usual;
    return { theme, chosen: kept !== undefined, logo: theme.logo && DOT, contrasts: contrasts(theme) };
  };
  const told = () => {
    queueMicrotask(() => changed([{ topic: 'workspace', id: null }]));
    return card();
  };
  return {
    rendering_theme: card,
    rendering_set_theme: ({ theme }) => {
      const wanted = theme as unknown as Theme;
      for (const field of ['ink', 'paper', 'accent', 'link'] as const) {
        if (!/^#?([\da-f]{3}|[\da-f]{6})$/i.test(wanted[field].trim()))
          refuse('rendering.theme', { why: 'colour', least: 0, most: 0 }, [
            { field, row: null, column: null, length: null, what: null, proposal: null },
          ]);
      }
      kept = { ...wanted, link: `#${wanted.link.replace('#', '').trim().toLowerCase()}` };
      return told();
    },
    rendering_reset_theme: () => {
      kept = undefined;
      return told();
    },
    rendering_set_logo_path: () => {
      kept = {
        ...(kept ?? usual),
        logo: {
          asset: 9,
          sha256: 'ab',
          media_type: 'image/png',
          pixels_wide: 240,
          pixels_high: 80,
          width: 120,
          alt: 'Harbour Trust',
        },
      };
      return told();
    },
    rendering_theme_preview: () => ({
      light: mail(),
      dark: mail().replace('<html', '<html style="background:#191817"'),
    }),
  };
}

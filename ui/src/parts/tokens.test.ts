import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

const css = readFileSync('src/parts/tokens.css', 'utf8');

/** The colours that a selector's first block sets. */
function colours(selector: string): Record<string, string> {
  const start = css.indexOf('{', css.indexOf(selector));
  const block = css.slice(start + 1, css.indexOf('\n}', start));
  return Object.fromEntries(
    [...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]),
  );
}

const light = colours(':root, [data-theme="light"]');
const dark = colours(':root[data-theme="dark"]');

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(set: Record<string, string>, ink: string, ground: string): number {
  const [a, b] = [set[ink], set[ground]];
  if (!a || !b) throw new Error(`no such role: ${ink} on ${ground}`);
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['paper', 'desk', 'well', 'raised', 'blue-tint', 'blue-tint-2'];
const text = ['ink', 'ink-2', 'ink-3', 'blue', 'verm', 'green', 'amber', 'plum'];

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_, set) => {
  test.each(text.flatMap((ink) => surfaces.map((ground) => [ink, ground] as const)))(
    '%s reads on %s',
    (ink, ground) => {
      expect(contrast(set, ink, ground)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(['edge', 'focus'].flatMap((line) => surfaces.map((ground) => [line, ground] as const)))(
    '%s is seen on %s',
    (line, ground) => expect(contrast(set, line, ground)).toBeGreaterThanOrEqual(3),
  );

  test.each(['verm', 'green', 'amber', 'plum'])('%s reads on its own tint', (ink) => {
    expect(contrast(set, ink, `${ink}-tint`)).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ['on-blue', 'blue'],
    ['on-blue', 'blue-strong'],
    ['on-send', 'send'],
    ['on-send', 'send-strong'],
    ['on-verm', 'verm'],
  ])('%s reads on its fill %s', (ink, ground) => expect(contrast(set, ink, ground)).toBeGreaterThanOrEqual(4.5));
});

test('the dark of the system and the dark that was chosen are the same', () => {
  expect(colours(':root:not([data-theme="light"])')).toEqual(dark);
});

test('the figures of the design hold: ink on paper is 16.6, and 13.8 in the dark', () => {
  expect(contrast(light, 'ink', 'paper')).toBeCloseTo(16.6, 0);
  expect(contrast(dark, 'ink', 'paper')).toBeCloseTo(13.8, 0);
});

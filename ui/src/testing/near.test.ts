/** What the tests in the real window click with, of which no window is needed to see that it tells one thing from another. */
import { readFileSync } from 'node:fs';

import { afterEach, expect, test } from 'vitest';

const near = readFileSync('../tests/fixtures/near.js', 'utf8');

afterEach(() => document.body.replaceChildren());

/** Brings the thing near as the driver does, and says what a click on the other counts as. */
async function clicked(thing: HTMLElement, other: () => HTMLElement): Promise<unknown> {
  const run = new Function(near) as (thing: HTMLElement, done: (why: string) => void) => void;
  expect(await new Promise<string>((done) => run(thing, done))).toBe('');
  other().click();
  return (window as unknown as { clicked: unknown }).clicked;
}
function why(of: string): HTMLElement {
  const button = document.createElement('button');
  button.textContent = 'Why';
  button.setAttribute('aria-label', `Why ${of}`);
  document.body.append(button);
  return button;
}

test('a click on what reads the same in another row fell on something else', async () => {
  const [ana, tomas] = [why('Ana Ferreira'), why('Tomas Reid')];
  expect(await clicked(ana, () => tomas)).toBe('something else');
});

test('a click on the thing itself is right, and on what was drawn anew in its place', async () => {
  const ana = why('Ana Ferreira');
  expect(await clicked(ana, () => ana)).toBe('this');
  const anew = () => {
    ana.remove();
    return why('Ana Ferreira');
  };
  expect(await clicked(ana, anew)).toBe('this');
});

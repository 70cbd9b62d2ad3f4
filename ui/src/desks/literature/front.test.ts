import { expect, test } from 'vitest';

import { split, withBody, withField } from './front';

const text =
  '---\nheadline: The lens turns\n# a remark\nembargo: >\n  2026-11-26 06:00\n  Europe/London\n---\n\nAt its centre stands the lens.\n';

test('changing one field leaves every other line as it was', () => {
  expect(withField(text, 'headline', 'The lens: it turns')).toBe(
    text.replace('headline: The lens turns', 'headline: "The lens: it turns"'),
  );
});

test('a value over several lines goes as a whole', () => {
  const changed = withField(text, 'embargo', '');
  expect(changed).not.toContain('Europe/London');
  expect(changed).toContain('# a remark');
});

test('a text without front block gets one, and loses it with its last field', () => {
  const made = withField('Words.\n', 'subject', 'Hello');
  expect(made).toBe('---\nsubject: "Hello"\n---\n\nWords.\n');
  expect(split(withField(made, 'subject', '')).lines).toBeUndefined();
});

test('line ends in a value cannot begin another field', () => {
  expect(withField('', 'headline', 'One\nsubject: two')).toBe('---\nheadline: "One subject: two"\n---\n');
});

test('a rule in the body is no front block', () => {
  expect(split('Words.\n\n---\n\nMore.\n').lines).toBeUndefined();
});

test('another body keeps the fields byte for byte', () => {
  expect(withBody(text, 'New.\n')).toBe(text.slice(0, text.indexOf('\nAt its')) + 'New.\n');
});

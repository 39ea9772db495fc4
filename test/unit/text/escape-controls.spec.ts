import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeControls, escapeJson } from '../../../src/text/escape-controls.ts';

const hostile = [
  ['a screen cleared', '\u001b[2J', String.raw`\u001b[2J`],
  ['a title set', '\u001b]0;x\u0007', String.raw`\u001b]0;x\u0007`],
  ['8-bit CSI', '\u009b31m', String.raw`\u009b31m`],
  ['DEL and backspace', 'a\u007f\b', String.raw`a\u007f\u0008`],
  ['NUL', 'a\0b', String.raw`a\u0000b`],
  ['text turned round', '\u202eabc\u202c', String.raw`\u202eabc\u202c`],
  ['isolates', '\u2066a\u2069', String.raw`\u2066a\u2069`],
  ['marks of direction', '\u200ea\u200f\u061c', String.raw`\u200ea\u200f\u061c`],
  ['zero-width spaces and the byte order mark', 'a\u200bb\u2060\ufeff', String.raw`a\u200bb\u2060\ufeff`],
  ['a joiner between Latin letters', 'a\u200db', String.raw`a\u200db`],
  ['tags that hide text', 'a\u{e0041}', String.raw`a\udb40\udc41`],
  ['separators of lines', 'a\u2028b\u2029\u0085', String.raw`a\u2028b\u2029\u0085`],
] as const;

describe('a text for a terminal', () => {
  it.each(hostile)('has %s as escapes', (_, text, expected) => {
    expect(escapeControls(text)).toBe(expected);
  });

  it('has its line breaks and tabs in their short forms', () => {
    expect(escapeControls('a\r\n\tb')).toBe(String.raw`a\r\n\tb`);
  });

  it.each([
    ['plain words', 'Ünïcode, “quotes” and 寿司'],
    ['a family', '👨‍👩‍👧'],
    ['skin tones with a profession', '👩🏽‍🚀'],
    ['a heart on fire, with and without its variation selector', '❤️‍🔥 ❤‍🔥'],
    ['flags, those of regions too', '🇮🇹 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['Persian with its non-joiner', 'می‌خواهم'],
    ['Hindi with its joiner', 'क्‍ष'],
  ])('keeps %s', (_, text) => {
    expect(escapeControls(text)).toBe(text);
  });

  it('is one line without controls, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeControls(text);
        expect(escaped).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
        expect(escapeControls(escaped)).toBe(escaped);
      }),
    );
  });
});

describe('JSON for a terminal', () => {
  it.each(hostile)('has %s as escapes', (_, text) => {
    const json = escapeJson(JSON.stringify({ text }));
    expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(json)).toEqual({ text });
  });

  it('has the same value, whatever it is', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        const escaped = escapeJson(json);
        expect(JSON.parse(escaped)).toEqual(JSON.parse(json));
        expect(escaped).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { isUtf8, toAscii } from '../../../src/cli/locale.ts';

describe('a locale', () => {
  it.each([
    [{}, true],
    [{ LANG: '' }, true],
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LC_CTYPE: 'UTF-8', LANG: 'C' }, true],
    [{ LC_ALL: '', LC_CTYPE: '', LANG: 'C.UTF-8' }, true],
    [{ LC_ALL: 'C', LC_CTYPE: 'en_US.UTF-8', LANG: 'en_US.UTF-8' }, false],
    [{ LC_CTYPE: 'POSIX', LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LANG: 'de_DE@euro' }, false],
    [{ LC_ALL: 'ja_JP.eucJP' }, false],
  ])('%j is UTF-8: %s', (env, expected) => {
    expect(isUtf8(env)).toBe(expected);
  });
});

describe('a text in ASCII', () => {
  it.each([
    ['plain text\n', 'plain text\n'],
    ['Crème brûlée', 'Creme brulee'],
    ['“It’s” – 7 × 8…', '"It\'s" - 7 x 8...'],
    ['−0.48 / √(0.48² + 15)', '-0.48 / sqrt(0.48^2 + 15)'],
    ['ﬁne Ⅳ ½', 'fine IV 1/2'],
    ['👨‍👩‍👧 寿司 é', '? ?? e'],
    ['\u0301a', '?a'],
  ])('of %j is %j', (text, expected) => {
    expect(toAscii(text)).toBe(expected);
  });
});

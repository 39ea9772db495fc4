import { describe, expect, it } from 'vitest';
import { languageFromX, languagesForX } from '../../../../src/sources/x/compile/languages.ts';

describe('languages of X', () => {
  it('have codes of its own', () => {
    expect(languagesForX(['en', 'pt-BR', 'he', 'zh'])).toEqual(['en', 'pt', 'iw', 'zh-CN', 'zh-TW']);
    expect(languagesForX(['en', 'tlh'])).toEqual([]);
    expect(languagesForX([])).toEqual([]);
    expect(['en', 'iw', 'in', 'zh-TW', 'und', 'qme', 'zxx'].map(languageFromX)).toEqual([
      'en',
      'he',
      'id',
      'zh-TW',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each(['', 'und', 'UND', 'zxx', 'mul', 'mis', 'und-Latn', 'art', 'qme', 'qht', undefined])(
    'are none for %j',
    (code) => {
      expect(languageFromX(code)).toBeUndefined();
    },
  );

  it.each([
    ['en-GB', 'en-GB'],
    ['eng', 'en'],
    ['pt_BR', 'pt-BR'],
    ['qu', 'qu'],
    ['ckb', 'ckb'],
  ])('are those that `%s` declares: %s', (code, language) => {
    expect(languageFromX(code)).toBe(language);
  });

  it('are asked for by the code of two letters', () => {
    expect(languagesForX(['eng', 'DE_at'])).toEqual(['en', 'de']);
  });
});

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
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternativesOf } from '../../../../src/sources/x/compile/alternatives.ts';
import { createRulePacker } from '../../../../src/sources/x/compile/rule-packer.ts';
import { queries } from '../../../support/query-arbitraries.ts';
import { readRule } from '../../../support/x-rules.ts';

describe('the alternatives of a rule', () => {
  it.each([
    ['(#a)', ['(#a)']],
    ['(#a OR #b) lang:en', ['(#a) lang:en', '(#b) lang:en']],
    [
      '(#a (#b OR #c) OR #d) (lang:en OR lang:de)',
      ['(#a (#b OR #c)) (lang:en OR lang:de)', '(#d) (lang:en OR lang:de)'],
    ],
    ['("a OR b" OR "c) OR (d")', ['("a OR b")', '("c) OR (d")']],
    ['((#a OR #b) OR #c)', ['((#a OR #b))', '(#c)']],
    ['#a OR #b', ['#a OR #b']],
    ['"(#a OR #b)"', ['"(#a OR #b)"']],
    ['(#a OR #b', ['(#a OR #b']],
    ['', ['']],
  ])('of `%s` are %j', (value, alternatives) => {
    expect(alternativesOf(value)).toEqual(alternatives);
  });

  it('are rules themselves, and those of all its queries', () => {
    fc.assert(
      fc.property(fc.array(queries, { minLength: 1, maxLength: 6 }), (all) => {
        const packer = createRulePacker({ languages: ['en', 'de'] });
        all.forEach(packer.add);
        const ofRules = packer.rules().flatMap(({ value }) => alternativesOf(value));
        ofRules.forEach(readRule);
        expect(new Set(ofRules)).toEqual(new Set(all.flatMap(packer.alternativesOf)));
      }),
    );
  });
});

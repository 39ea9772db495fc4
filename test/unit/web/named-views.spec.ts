import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maxNameLength,
  maxViews,
  nameIn,
  readViews,
  renamedView,
  withoutView,
  withView,
  writeViews,
} from '../../../src/web/state/named-views.ts';

const lunch = { name: 'lunch', search: '?q=pizza&q=pasta&range=1h' };
const sport = { name: 'sport', search: '?q=football&hide=football&of=topic' };

describe('named views', () => {
  it('are read as they were written', () => {
    expect(readViews(writeViews([lunch, sport]))).toEqual([lunch, sport]);
  });

  it('survive any text in the storage, of which what is no view is left out', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readViews(writeViews(readViews(text)))).toEqual(readViews(text));
      }),
    );
    const corrupt = [null, 1, {}, { name: 'x' }, { name: '  ', search: '?q=a' }, { name: 'y', search: '?range=9y' }];
    expect(readViews(JSON.stringify([...corrupt, lunch, { ...sport, name: 'lunch' }]))).toEqual([lunch]);
    expect(readViews(JSON.stringify([{ name: 'z', search: '?q=a&wrong=<b>&access_token=t' }]))).toEqual([
      { name: 'z', search: '?q=a' },
    ]);
    expect(
      readViews(JSON.stringify(Array.from({ length: 99 }, (_, at) => ({ ...lunch, name: `v${at}` })))).length,
    ).toBe(maxViews);
  });

  it('are added first, replaced in their place, renamed and deleted', () => {
    expect(withView([lunch], sport)).toEqual([sport, lunch]);
    const other = { ...lunch, search: '?q=soup' };
    expect(withView([sport, lunch], other)).toEqual([sport, other]);
    expect(renamedView([sport, lunch], 'lunch', 'noon')).toEqual([sport, { ...lunch, name: 'noon' }]);
    expect(renamedView([sport, lunch], 'lunch', 'sport')).toBeUndefined();
    expect(renamedView([sport, lunch], 'lunch', '')).toBeUndefined();
    expect(withoutView([sport, lunch], 'sport')).toEqual([lunch]);
  });

  it('have names of one line', () => {
    expect(nameIn('  a \n b ')).toBe('a b');
    expect(nameIn('x'.repeat(200)).length).toBe(maxNameLength);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRetraction, parsePost, parseRetraction, retractionToWire } from '../../../src/model/index.ts';

describe('a retraction on the wire', () => {
  it.each([
    [
      { id: '1', deleted: true },
      { type: 'delete', source: 'file', id: '1' },
    ],
    [
      { id: 7, source: 'x', deleted: true },
      { type: 'delete', source: 'x', id: '7' },
    ],
    [
      { author: 'ann', source: 'x', deleted: true },
      { type: 'account-ended', source: 'x', author: 'ann' },
    ],
    [
      { id: '1', author: 'ann', text: 'gone', deleted: true },
      { type: 'delete', source: 'file', id: '1' },
    ],
    [
      { id: null, author: 'ann', source: null, deleted: true },
      { type: 'account-ended', source: 'file', author: 'ann' },
    ],
  ])('%j is read as %j', (value, expected) => {
    expect(parseRetraction(value, 'file')).toEqual(expected);
  });

  it.each([
    [{ deleted: true }],
    [{ id: '', author: '', deleted: true }],
    [{ id: 'a'.repeat(513), deleted: true }],
    [{ id: '1', source: 5, deleted: true }],
    [{ id: {}, deleted: true }],
  ])('%j is invalid', (value) => {
    expect(isRetraction(value)).toBe(true);
    expect(parseRetraction(value, 'file')).toBeUndefined();
  });

  it('is no post that is not deleted', () => {
    const post = { id: '1', text: 'here', deleted: false };
    expect(isRetraction(post)).toBe(false);
    expect(parsePost(post, { id: '1', source: 'file', at: 0 })?.text).toBe('here');
  });

  it('is read as it was written, and nothing else breaks the reader', () => {
    const name = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(name, name, fc.boolean(), (source, named, isPost) => {
        const retraction = isPost
          ? ({ type: 'delete', source, id: named } as const)
          : ({ type: 'account-ended', source, author: named } as const);
        expect(parseRetraction(retractionToWire(retraction), 'other')).toEqual(retraction);
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseRetraction(value, 'file');
      }),
    );
  });
});

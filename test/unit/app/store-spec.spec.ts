import { describe, expect, it } from 'vitest';
import { parseStoreSpec } from '../../../src/app/store-spec.ts';

describe('the name of a store', () => {
  it.each([
    ['', { kind: 'sqlite', path: '/data/undertone.db' }],
    ['sqlite:a/b.db', { kind: 'sqlite', path: 'a/b.db' }],
    ['sqlite:/a b.db', { kind: 'sqlite', path: '/a b.db' }],
    ['sqlite::memory:', { kind: 'sqlite', path: ':memory:' }],
    ['postgres://a:b@host:1/db?x=1', { kind: 'postgres', url: 'postgres://a:b@host:1/db?x=1' }],
    ['postgresql:///db?host=/run/postgresql', { kind: 'postgres', url: 'postgresql:///db?host=/run/postgresql' }],
  ])('%j is read', (value, spec) => {
    expect(parseStoreSpec(value, '/data')).toEqual(spec);
  });

  it('is nothing that lasts where there is no data folder', () => {
    expect(parseStoreSpec('', 'none')).toEqual({ kind: 'sqlite', path: ':memory:' });
  });

  it.each([
    'tv',
    'sqlite',
    'sqlite:',
    'sqlite://x',
    'postgres:',
    'postgres://',
    'mysql://a:secret@host/db',
    'postgres://a:secret@/x',
  ])('%j is refused with a sentence that holds no password', (value) => {
    expect(() => parseStoreSpec(value, '/data')).toThrow(/^--store (?!.*secret).*: use sqlite:PATH, .*\.$/);
  });
});

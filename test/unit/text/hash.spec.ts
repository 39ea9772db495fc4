import { describe, expect, it, vi } from 'vitest';
import { hashOf } from '../../../src/text/index.ts';

describe('the hash of a word', () => {
  it('is the same throughout a process and another in the next one, so that nobody can choose words that collide', async () => {
    const words = Array.from({ length: 8 }, (_, index) => `word ${index}`);
    const first = words.map(hashOf);
    expect(words.map(hashOf)).toEqual(first);
    vi.resetModules();
    const next = await import('../../../src/text/index.ts');
    expect(words.map(next.hashOf)).not.toEqual(first);
  });
});

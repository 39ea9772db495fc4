import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../src/protocol/index.ts';

const track = { type: 'track', id: 'a', query: 'pizza' };
const read = (message: unknown) => readRequest(JSON.stringify(message));

describe('a message of undertone.v1', () => {
  it('is read with its defaults', () => {
    expect(read(track)).toMatchObject({
      ...{ type: 'track', id: 'a', query: { canonical: 'pizza' } },
      ...{
        posts: true,
        whenSlow: 'conflate',
        summary: undefined,
        resume: undefined,
        since: undefined,
        retractions: undefined,
      },
    });
    expect(read({ type: 'untrack', id: 'a' })).toEqual({ type: 'untrack', id: 'a' });
  });

  it('is read with all of its fields, and null for an absent one', () => {
    const more = {
      posts: false,
      whenSlow: 'drop',
      summary: { windowMs: 60_000, everyMs: 1_000 },
      resume: 't',
      since: 1_768_473_300_000,
      retractions: 'all',
    };
    expect(read({ ...track, ...more, unknown: true })).toMatchObject(more);
    const nulls = { posts: null, whenSlow: null, summary: null, resume: null, since: null, retractions: null };
    expect(read({ ...track, ...nulls })).toMatchObject({ posts: true, whenSlow: 'conflate', summary: undefined });
  });

  it.each([
    ['no object', [], undefined],
    ['an unknown type', { ...track, type: 'tracks' }, 'a'],
    ['no id', { type: 'track', query: 'pizza' }, undefined],
    ['an empty id', { ...track, id: '' }, undefined],
    ['an id of 65 characters', { ...track, id: 'x'.repeat(65) }, undefined],
    ['an id that is no string', { ...track, id: 7 }, undefined],
    ['no query', { type: 'track', id: 'a' }, 'a'],
    ['a query that is no string', { ...track, query: 7 }, 'a'],
    ['posts that are neither', { ...track, posts: 'yes' }, 'a'],
    ['an unknown policy', { ...track, whenSlow: 'wait' }, 'a'],
    ['a summary that is none', { ...track, summary: true }, 'a'],
    ['a summary without its step', { ...track, summary: { windowMs: 60_000 } }, 'a'],
    ['a summary of no time', { ...track, summary: { windowMs: 0, everyMs: 0 } }, 'a'],
    ['a token that is none', { ...track, resume: 7 }, 'a'],
    ['a token that is too long', { ...track, resume: 'x'.repeat(257) }, 'a'],
    ['a time before all', { ...track, since: -1 }, 'a'],
    ['a time in seconds', { ...track, since: 1_768_473_300 }, 'a'],
    ['the latest time in seconds', { ...track, since: 99_999_999_999 }, 'a'],
    ['the earliest time in seconds', { ...track, since: 1 }, 'a'],
    ['a time that is no number', { ...track, since: 'yesterday' }, 'a'],
    ['other retractions', { ...track, retractions: 'some' }, 'a'],
    ['nothing to untrack', { type: 'untrack' }, undefined],
  ])('is refused for %s, and says whose it was', (_, message, id) => {
    const refusal = read(message);
    expect(refusal).toMatchObject({ type: 'refusal', id, error: { code: 'bad_message' } });
    expect(refusal).toHaveProperty('error.message', expect.stringMatching(/^.+\.$/));
  });

  it('may ask for stored posts from the beginning', () => {
    expect(read({ ...track, since: 0 })).toMatchObject({ type: 'track', since: 0 });
  });

  it('is refused for a bad query, with the position', () => {
    expect(read({ ...track, query: 'pizza (' })).toMatchObject({ id: 'a', error: { code: 'bad_query', position: 6 } });
    expect(read({ ...track, query: 'x'.repeat(513) })).toMatchObject({ error: { code: 'bad_query' } });
  });

  it('may have an id of 1 to 64 characters', () => {
    for (const id of ['💥', 'x'.repeat(64)]) expect(read({ ...track, id })).toMatchObject({ type: 'track', id });
  });

  it('is read or refused with a sentence, for any string', () => {
    const fields = fc.record(
      {
        type: any('track', 'untrack'),
        id: any('a'),
        query: any('pizza', 'a OR b'),
        summary: any({ windowMs: 1, everyMs: 1 }),
        resume: any('t'),
        since: any(1),
        retractions: any('all'),
      },
      { requiredKeys: [] },
    );
    const messages = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fields.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(messages, (message) => {
        const request = readRequest(message);
        if (request.type !== 'refusal') {
          expect(request.id.length).toBeGreaterThan(0);
          return;
        }
        expect(['bad_message', 'bad_query']).toContain(request.error.code);
        expect(request.error.message).toMatch(/[.!?]$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

const any = (...values: readonly unknown[]) => fc.oneof(fc.constantFrom(...values), fc.jsonValue());

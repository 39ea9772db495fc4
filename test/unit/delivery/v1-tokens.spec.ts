import { describe, expect, it } from 'vitest';
import { openSlowSession } from '../../support/slow-session.ts';

describe('a new token', () => {
  it('is sent after the results before it', () => {
    const { track, results, tracking, releaseAll, sent } = openSlowSession({
      outbox: { maxFrames: 1_000, maxBytes: 1_000_000, maxBytesInFlight: 1 },
    });
    track('a');
    results('a', 2);
    tracking('a', 'live', false, true);
    releaseAll();
    expect(sent.slice(1)).toMatchObject([
      { type: 'post', seq: 1 },
      { type: 'post', seq: 2 },
      { type: 'tracking', id: 'a', query: 'pizza', upstream: { test: 'live' }, resume: 't.0' },
    ]);
    expect(sent.at(-1)).not.toHaveProperty('resumed');
  });

  it('is not sent while results are conflated, or wait because they were missed', () => {
    const { track, results, tracking, releaseAll, ofType } = openSlowSession();
    track('a');
    track('b');
    results('a', 9);
    tracking('a', 'live', false, true);
    releaseAll();
    results('b', 4, { isMissed: true });
    tracking('b', 'live', false, true);
    releaseAll();
    expect(ofType('tracking')).toEqual([]);
    expect(ofType('summary')).toHaveLength(1);
    expect(ofType('post').filter(({ id }) => id === 'b')).toHaveLength(4);
  });
});

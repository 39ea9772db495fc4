import { describe, expect, it } from 'vitest';
import { openSlowSession } from '../../support/slow-session.ts';

const roomy = { outbox: { maxFrames: 1_000, maxBytes: 1_000_000, maxBytesInFlight: 1 } };

describe('results that an address had too many of', () => {
  it('are holes in the numbers of their id, and dropped in the ledger', () => {
    const { track, result, lose, releaseAll, ofType, session } = openSlowSession(roomy);
    track('a');
    result('a');
    lose({ a: 3, unknown: 5 });
    result('a');
    releaseAll();
    expect(ofType('post')).toMatchObject([{ seq: 1 }, { seq: 5 }]);
    expect(session.ledger()).toEqual({ routed: 5, delivered: 2, conflated: 0, dropped: 3, pending: 0 });
  });

  it('are refused in one sentence, however often they are reported to a client that does not read', () => {
    const { track, lose, releaseAll, ofType } = openSlowSession(roomy);
    track('a');
    for (let report = 0; report < 10; report += 1) lose({ a: 2 });
    releaseAll();
    expect(ofType('error')).toHaveLength(1);
    expect(ofType('error')[0]?.['code']).toBe('too_many');
    expect(ofType('error')[0]?.['message']).toMatch(/^20 results were left out: /);
  });
});

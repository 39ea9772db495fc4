import { describe, expect, it } from 'vitest';
import { openSlowSession } from '../../support/slow-session.ts';

const roomy = { outbox: { maxFrames: 1_000, maxBytes: 1_000_000, maxBytesInFlight: 1 } };

describe('a deleted post', () => {
  it('is taken back from a client that was sent it', () => {
    const { track, result, retract, releaseAll, ofType, session } = openSlowSession(roomy);
    track('a');
    result('a');
    releaseAll();
    retract('a', '1');
    retract('untracked', '1');
    releaseAll();
    expect(ofType('retract')).toEqual([{ type: 'retract', id: 'a', post: { id: '1', source: 'test' } }]);
    expect(session.ledger()).toMatchObject({ routed: 1, delivered: 1, dropped: 0 });
  });

  it('is taken out of an outbox in which it waits, and counts as dropped', () => {
    const { track, results, retract, releaseAll, ofType, session } = openSlowSession(roomy);
    track('a');
    track('b');
    results('a', 2);
    results('b', 1);
    retract('a', '2');
    retract('a', '3');
    releaseAll();
    expect(ofType('post')).toMatchObject([
      { id: 'a', post: { id: '1' }, seq: 1 },
      { id: 'b', post: { id: '3' } },
    ]);
    expect(ofType('retract')).toEqual([{ type: 'retract', id: 'a', post: { id: '3', source: 'test' } }]);
    expect(session.ledger()).toMatchObject({ routed: 3, delivered: 2, dropped: 1, pending: 0 });
  });

  it('is taken out of the backlog of a client that resumes', () => {
    const { track, results, retract, releaseAll, ofType, session } = openSlowSession();
    track('a');
    results('a', 6, { isMissed: true });
    retract('a', '5');
    releaseAll();
    expect(ofType('post').map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 6]);
    expect(ofType('retract')).toEqual([]);
    expect(session.ledger()).toMatchObject({ routed: 6, delivered: 5, dropped: 1, pending: 0 });
  });

  it('closes a client that does not read as too slow once 10,000 are to be taken back', () => {
    const { track, results, retract, closed } = openSlowSession();
    track('a');
    results('a', 1);
    for (let count = 0; count < 10_000; count += 1) retract('a', `old ${count}`);
    expect(closed).toEqual([]);
    retract('a', 'one more');
    expect(closed).toEqual([4408]);
  });
});

import { describe, expect, it } from 'vitest';
import { balances, UndertoneError } from '../../../src/model/index.ts';
import { openSlowSession } from '../../support/slow-session.ts';

const roomy = { outbox: { maxFrames: 1_000, maxBytes: 1_000_000, maxBytesInFlight: 1 } };

describe('a session of undertone.v1', () => {
  it('sends welcome first, with its limits', () => {
    const { sent } = openSlowSession();
    expect(sent).toEqual([
      {
        type: 'welcome',
        session: 's',
        version: '1',
        limits: { queriesPerSession: 2, messagesPerSecond: 10, maxFrameBytes: 65_536, resumeWindowMs: 30_000 },
      },
    ]);
  });

  it('emits the client’s intents, with defaults filled in', () => {
    const { track, send, intents } = openSlowSession();
    track('a', { posts: false, summary: { windowMs: 60_000, everyMs: 1_000 }, resume: 'token' });
    track('b');
    send({ type: 'untrack', id: 'a' });
    expect(intents).toMatchObject([
      { type: 'track', id: 'a', posts: false, summary: { windowMs: 60_000, everyMs: 1_000 }, resume: 'token' },
      { type: 'track', id: 'b', posts: true, summary: undefined, resume: undefined },
      { type: 'untrack', id: 'a' },
    ]);
  });

  it('sends each result as a post, numbered per id, with the id as the client wrote it', () => {
    const { track, result, releaseAll, ofType } = openSlowSession(roomy);
    const odd = '"\\ü\u0000💥';
    track('a');
    track(odd);
    result('a', { compound: 0.5 });
    result(odd, { compound: -0.5 });
    result('a');
    releaseAll();
    expect(ofType('post')).toMatchObject([
      { id: 'a', seq: 1, at: 1, compound: 0.5, polarityIndex: 0, topic: { polarityIndex: 2 }, resume: 't.1' },
      { id: odd, seq: 1, at: 2, compound: -0.5, polarityIndex: 1, hashtags: { food: 1 } },
      { id: 'a', seq: 2, post: { id: '3', source: 'test', text: 'pizza and cheese' } },
    ]);
  });

  it('leaves out the text where the source forbids sharing it', () => {
    const { track, result, releaseAll, ofType } = openSlowSession(roomy);
    track('a');
    result('a', { source: 'x' });
    releaseAll();
    expect(ofType('post')[0]?.['post']).toEqual({ id: '1', source: 'x' });
  });

  it('refuses a query over the limit, and changes nothing', () => {
    const { track, releaseAll, ofType, intents } = openSlowSession(roomy);
    for (const id of ['a', 'b', 'c', 'a']) track(id);
    releaseAll();
    expect(ofType('error')).toMatchObject([{ code: 'too_many', id: 'c' }]);
    expect(intents.map(({ id }) => id)).toEqual(['a', 'b', 'a']);
  });

  it('refuses to untrack an unknown id', () => {
    const { send, releaseAll, ofType, intents } = openSlowSession(roomy);
    send({ type: 'untrack', id: 'a' });
    releaseAll();
    expect(ofType('error')).toMatchObject([{ code: 'bad_message', id: 'a' }]);
    expect(intents).toEqual([]);
  });

  it('continues the numbers when an id gets another query', () => {
    const { track, results, releaseAll, ofType } = openSlowSession(roomy);
    track('a');
    results('a', 2);
    track('a', { query: 'coffee' });
    results('a', 1);
    releaseAll();
    expect(ofType('post').map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('counts a result for an id that was untracked as dropped', () => {
    const { session, results } = openSlowSession();
    results('gone', 2);
    expect(session.ledger()).toEqual({ routed: 2, delivered: 0, conflated: 0, dropped: 2, pending: 0 });
  });

  it('sends the latest state once, and every answer', () => {
    const { track, tracking, releaseAll, ofType } = openSlowSession(roomy);
    track('a');
    tracking('a', 'pending', true);
    tracking('a', 'live', false);
    tracking('a', 'pending', false);
    tracking('a', 'live', false);
    releaseAll();
    expect(ofType('tracking')).toEqual([
      { type: 'tracking', id: 'a', query: 'pizza', upstream: { test: 'pending' }, resume: 't.0' },
      { type: 'tracking', id: 'a', query: 'pizza', upstream: { test: 'live' } },
    ]);
  });

  it('sends a change of state after the older answer when an id is tracked again', () => {
    const { track, tracking, releaseAll, ofType } = openSlowSession(roomy);
    track('a');
    tracking('a', 'pending', true);
    tracking('a', 'live', false);
    track('a');
    tracking('a', 'pending', true);
    tracking('a', 'live', false);
    releaseAll();
    const states = ofType('tracking').map(({ upstream, resume }) => [upstream, resume !== undefined]);
    expect(states).toEqual([
      [{ test: 'pending' }, true],
      [{ test: 'live' }, false],
      [{ test: 'pending' }, true],
      [{ test: 'live' }, false],
    ]);
  });

  it('merges waiting gaps, and keeps the latest waiting summary', () => {
    const { track, gap, summary, releaseAll, ofType } = openSlowSession(roomy);
    const empty = { posts: 1, positive: 0, negative: 0, neutral: 1, meanCompound: 0, meanTopicCompound: 0 };
    const rest = { hashtags: [], words: [], conflated: 0, unscored: 0 };
    track('a');
    gap(10, 20, 'full');
    gap(30, 40, 'partial');
    summary('a', { from: 0, to: 10, ...empty, ...rest });
    summary('a', { from: 5, to: 15, ...empty, ...rest });
    summary('a', { from: 15, to: 25, ...empty, ...rest });
    summary('b', { from: 0, to: 10, ...empty, ...rest });
    releaseAll();
    expect(ofType('gap')).toMatchObject([{ from: 10, to: 40, filled: 'partial' }]);
    expect(ofType('summary')).toMatchObject([{ id: 'a', from: 5, to: 25, posts: 2 }]);
  });
});

describe('a slow client', () => {
  it('with "conflate" gets one summary that counts its posts exactly, once it has caught up', () => {
    const { track, result, results, session, releaseAll, ofType } = openSlowSession();
    track('a');
    results('a', 3);
    for (const compound of [0.5, 0.5, -0.5, 0]) result('a', { compound });
    expect(session.ledger()).toEqual({ routed: 7, delivered: 0, conflated: 0, dropped: 0, pending: 7 });
    releaseAll();
    expect(ofType('post').map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(ofType('summary')).toMatchObject([
      { id: 'a', from: 4, to: 7, posts: 4, positive: 2, negative: 1, neutral: 1, conflated: 4, resume: 't.7' },
    ]);
    expect(ofType('summary')[0]).toMatchObject({ meanCompound: 0.125, words: { cheese: 4 }, hashtags: { food: 4 } });
    expect(session.ledger()).toEqual({ routed: 7, delivered: 3, conflated: 4, dropped: 0, pending: 0 });
    result('a');
    releaseAll();
    expect(ofType('post').at(-1)).toMatchObject({ seq: 8 });
  });

  it('with "drop" keeps the newest posts, with holes in the numbers and a count of the losses', () => {
    const { track, results, session, releaseAll, ofType } = openSlowSession();
    track('a', { whenSlow: 'drop' });
    results('a', 10);
    releaseAll();
    expect(ofType('post').map(({ seq }) => seq)).toEqual([8, 9, 10]);
    expect(session.ledger()).toEqual({ routed: 10, delivered: 3, conflated: 0, dropped: 7, pending: 0 });
  });

  it('with "disconnect" is closed with 4408 after its ledger', () => {
    const { track, results, session, closed, sent } = openSlowSession();
    track('a', { whenSlow: 'disconnect' });
    results('a', 3);
    expect(closed).toEqual([]);
    results('a', 2);
    expect(closed).toEqual([4408]);
    const ledger = { routed: 4, delivered: 0, conflated: 0, dropped: 4, pending: 0 };
    expect(sent.at(-1)).toEqual({ type: 'stats', ...ledger });
    expect(session.ledger()).toEqual({ ...ledger, routed: 5, dropped: 5 });
  });

  it('is treated by the policy of each query', () => {
    const { track, results, session, releaseAll, ofType } = openSlowSession();
    track('a', { whenSlow: 'drop' });
    track('b', { whenSlow: 'conflate' });
    results('a', 3);
    results('b', 5);
    results('a', 2);
    releaseAll();
    expect(ofType('post').map(({ id, seq }) => `${String(id)}${String(seq)}`)).toEqual(['a3', 'a4', 'a5']);
    expect(ofType('summary')).toMatchObject([{ id: 'b', conflated: 5 }]);
    expect(session.ledger()).toEqual({ routed: 10, delivered: 3, conflated: 5, dropped: 2, pending: 0 });
  });

  it.each([
    ['replaces the query', { type: 'track', id: 'a', query: 'coffee' }],
    ['untracks it', { type: 'untrack', id: 'a' }],
  ])('gets its conflated posts before it %s', (_, message) => {
    const { track, send, results, session, releaseAll, ofType } = openSlowSession();
    track('a');
    results('a', 6);
    send(message);
    releaseAll();
    expect(ofType('summary')).toMatchObject([{ id: 'a', conflated: 3 }]);
    expect(session.ledger()).toMatchObject({ delivered: 3, conflated: 3, pending: 0 });
  });

  it('gets missed posts at its own pace under any policy, and new ones after them', () => {
    for (const whenSlow of ['conflate', 'drop', 'disconnect']) {
      const { track, results, session, releaseAll, ofType, closed } = openSlowSession();
      track('a', { whenSlow });
      results('a', 50, { isMissed: true });
      results('a', 10);
      releaseAll();
      expect(closed).toEqual([]);
      expect(ofType('post').map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (__, index) => index + 1));
      expect(session.ledger()).toMatchObject({ routed: 60, delivered: 60, pending: 0 });
    }
  });

  it('whose backlog is full is treated by its policy for the rest', () => {
    const bound = 10_000;
    const outcomes = ['conflate', 'drop', 'disconnect'].map((whenSlow) => {
      const { track, results, session, releaseAll, closed } = openSlowSession();
      track('a', { whenSlow });
      results('a', bound + 50, { isMissed: true });
      releaseAll();
      expect(balances(session.ledger())).toBe(true);
      return [session.ledger(), ...closed];
    });
    const sum = { routed: bound + 50, pending: 0 };
    expect(outcomes).toMatchObject([
      [{ ...sum, delivered: bound + 1, conflated: 49 }],
      [{ ...sum, delivered: bound + 1, dropped: 49 }],
      [{ ...sum, dropped: bound + 50 }, 4408],
    ]);
  });

  it('loses the backlog of a query that it replaces', () => {
    const { track, results, session, releaseAll, ofType } = openSlowSession();
    track('a');
    track('b');
    results('a', 5, { isMissed: true });
    results('b', 5, { isMissed: true });
    track('a', { query: 'coffee' });
    releaseAll();
    expect(ofType('post').map(({ id }) => id)).toEqual(['a', 'b', 'b', 'b', 'b', 'b']);
    expect(session.ledger()).toMatchObject({ routed: 10, delivered: 6, dropped: 4, pending: 0 });
  });
});

describe('the end of a session', () => {
  it('sends the ledger last, drops waiting frames, and delivers nothing more', () => {
    const { session, track, results, sent, closed, intents, releaseAll } = openSlowSession();
    track('a');
    results('a', 6);
    session.close(1001);
    track('b');
    session.sendStats();
    results('a', 1);
    expect(sent.at(-1)).toEqual({ type: 'stats', routed: 6, delivered: 0, conflated: 0, dropped: 6, pending: 0 });
    expect(closed).toEqual([1001]);
    expect(intents).toHaveLength(1);
    releaseAll();
    session.onDisconnect();
    expect(session.ledger()).toEqual({ routed: 7, delivered: 0, conflated: 0, dropped: 7, pending: 0 });
  });

  it('has the code 1008 after a flood of messages, and 1011 after a failure of the server', () => {
    const flood = openSlowSession(roomy);
    const accepts = (count: number) => Array.from({ length: count }, () => flood.session.acceptsFrame());
    expect(accepts(20)).not.toContain(false);
    flood.clock.now = 100;
    expect(accepts(1)).toEqual([true]);
    expect(flood.closed).toEqual([]);
    expect(accepts(1)).toEqual([false]);
    expect(flood.closed).toEqual([1008]);
    const failed = openSlowSession();
    failed.session.end(new UndertoneError('internal', 'It is broken.'));
    expect(failed.closed).toEqual([1011]);
  });

  it('has the code 1008 when the client does not read its answers', () => {
    const { send, closed, clock } = openSlowSession();
    for (let count = 0; count < 10; count += 1) {
      clock.now += 1_000;
      send({ type: 'nonsense' });
    }
    expect(closed.slice(0, 1)).toEqual([1008]);
  });

  it('follows one waiting stats frame, which reports the ledger at the time when it leaves', () => {
    const { session, track, results, releaseAll, ofType } = openSlowSession();
    track('a');
    results('a', 1);
    session.sendStats();
    session.sendStats();
    results('a', 1);
    releaseAll();
    expect(ofType('stats')).toEqual([{ type: 'stats', routed: 2, delivered: 1, conflated: 0, dropped: 0, pending: 1 }]);
  });
});

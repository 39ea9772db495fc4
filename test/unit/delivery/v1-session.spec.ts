import { describe, expect, it } from 'vitest';
import { balances, UndertoneError } from '../../../src/model/index.ts';
import { holdSession } from '../../support/slow-session.ts';

const roomy = { outbox: { maxFrames: 1_000, maxBytes: 1_000_000, maxBytesInFlight: 1 } };

describe('a session of undertone.v1', () => {
  it('says welcome first, with what it holds the client to', () => {
    const { sent } = holdSession();
    expect(sent).toEqual([
      {
        type: 'welcome',
        session: 's',
        version: '1',
        limits: { queriesPerSession: 2, messagesPerSecond: 10, maxFrameBytes: 65_536, resumeWindowMs: 30_000 },
      },
    ]);
  });

  it('hands on what the client wants, with what it left out filled in', () => {
    const { track, say, intents } = holdSession();
    track('a', { posts: false, summary: { windowMs: 60_000, everyMs: 1_000 }, resume: 'token' });
    track('b');
    say({ type: 'untrack', id: 'a' });
    expect(intents).toMatchObject([
      { type: 'track', id: 'a', posts: false, summary: { windowMs: 60_000, everyMs: 1_000 }, resume: 'token' },
      { type: 'track', id: 'b', posts: true, summary: undefined, resume: undefined },
      { type: 'untrack', id: 'a' },
    ]);
  });

  it('tells each result as a post, numbered by id, with the id as the client wrote it', () => {
    const { track, result, releaseAll, ofType } = holdSession(roomy);
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

  it('leaves the text out where a source forbids to share it', () => {
    const { track, result, releaseAll, ofType } = holdSession(roomy);
    track('a');
    result('a', { source: 'x' });
    releaseAll();
    expect(ofType('post')[0]?.['post']).toEqual({ id: '1', source: 'x' });
  });

  it('refuses one query too many, and changes nothing by it', () => {
    const { track, releaseAll, ofType, intents } = holdSession(roomy);
    for (const id of ['a', 'b', 'c', 'a']) track(id);
    releaseAll();
    expect(ofType('error')).toMatchObject([{ code: 'too_many', id: 'c' }]);
    expect(intents.map(({ id }) => id)).toEqual(['a', 'b', 'a']);
  });

  it('refuses to untrack what it does not track', () => {
    const { say, releaseAll, ofType, intents } = holdSession(roomy);
    say({ type: 'untrack', id: 'a' });
    releaseAll();
    expect(ofType('error')).toMatchObject([{ code: 'bad_message', id: 'a' }]);
    expect(intents).toEqual([]);
  });

  it('goes on counting when an id gets another query', () => {
    const { track, results, releaseAll, ofType } = holdSession(roomy);
    track('a');
    results('a', 2);
    track('a', { query: 'coffee' });
    results('a', 1);
    releaseAll();
    expect(ofType('post').map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('counts a result for an id that it does not hold any more as dropped', () => {
    const { session, results } = holdSession();
    results('gone', 2);
    expect(session.ledger()).toEqual({ routed: 2, delivered: 0, conflated: 0, dropped: 2, pending: 0 });
  });

  it('tells a state that has changed once, as of when it leaves, and every answer', () => {
    const { track, tracking, releaseAll, ofType } = holdSession(roomy);
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

  it('tells a state that has changed behind the answer that it is newer than, where an id was tracked again', () => {
    const { track, tracking, releaseAll, ofType } = holdSession(roomy);
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

  it('makes one gap of those that wait, and one summary of the latest', () => {
    const { track, gap, summary, releaseAll, ofType } = holdSession(roomy);
    const empty = { posts: 1, positive: 0, negative: 0, neutral: 1, meanCompound: 0, meanTopicCompound: 0 };
    const rest = { hashtags: [], words: [], conflated: 0 };
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
  it('that wants posts conflated gets one summary that counts them exactly, once it has caught up', () => {
    const { track, result, results, session, releaseAll, ofType } = holdSession();
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

  it('that wants the oldest dropped keeps the newest, counted, with holes in the numbers', () => {
    const { track, results, session, releaseAll, ofType } = holdSession();
    track('a', { whenSlow: 'drop' });
    results('a', 10);
    releaseAll();
    expect(ofType('post').map(({ seq }) => seq)).toEqual([8, 9, 10]);
    expect(session.ledger()).toEqual({ routed: 10, delivered: 3, conflated: 0, dropped: 7, pending: 0 });
  });

  it('that wants to be disconnected is closed with 4408, its ledger being the last that it is sent', () => {
    const { track, results, session, closed, sent } = holdSession();
    track('a', { whenSlow: 'disconnect' });
    results('a', 3);
    expect(closed).toEqual([]);
    results('a', 2);
    expect(closed).toEqual([4408]);
    const ledger = { routed: 4, delivered: 0, conflated: 0, dropped: 4, pending: 0 };
    expect(sent.at(-1)).toEqual({ type: 'stats', ...ledger });
    expect(session.ledger()).toEqual({ ...ledger, routed: 5, dropped: 5 });
  });

  it('is treated by each query as that one wants it', () => {
    const { track, results, session, releaseAll, ofType } = holdSession();
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
  ])('is told what was merged before it %s', (_, message) => {
    const { track, say, results, session, releaseAll, ofType } = holdSession();
    track('a');
    results('a', 6);
    say(message);
    releaseAll();
    expect(ofType('summary')).toMatchObject([{ id: 'a', conflated: 3 }]);
    expect(session.ledger()).toMatchObject({ delivered: 3, conflated: 3, pending: 0 });
  });

  it('gets what it missed at its own pace, whatever it wants when it is slow, and what is new behind it', () => {
    for (const whenSlow of ['conflate', 'drop', 'disconnect']) {
      const { track, results, session, releaseAll, ofType, closed } = holdSession();
      track('a', { whenSlow });
      results('a', 50, { isMissed: true });
      results('a', 10);
      releaseAll();
      expect(closed).toEqual([]);
      expect(ofType('post').map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (__, index) => index + 1));
      expect(session.ledger()).toMatchObject({ routed: 60, delivered: 60, pending: 0 });
    }
  });

  it('that misses more than may wait gets what it wants for the rest', () => {
    const bound = 10_000;
    const outcomes = ['conflate', 'drop', 'disconnect'].map((whenSlow) => {
      const { track, results, session, releaseAll, closed } = holdSession();
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

  it('loses what waits to be caught up with when it turns to another query', () => {
    const { track, results, session, releaseAll, ofType } = holdSession();
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

describe('a session that ends', () => {
  it('tells its ledger last, drops what waited, and takes nothing more', () => {
    const { session, track, results, sent, closed, intents, releaseAll } = holdSession();
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

  it('is closed with 1008 for a flood of messages, and with 1011 when we fail', () => {
    const flood = holdSession(roomy);
    for (let count = 0; count < 20; count += 1) flood.track('a');
    expect(flood.closed).toEqual([]);
    flood.clock.now = 100;
    flood.track('a');
    expect(flood.closed).toEqual([]);
    flood.track('a');
    expect(flood.closed).toEqual([1008]);
    const failed = holdSession();
    failed.session.end(new UndertoneError('internal', 'It is broken.'));
    expect(failed.closed).toEqual([1011]);
  });

  it('is closed with 1008 when it makes us answer and does not read the answers', () => {
    const { say, closed, clock } = holdSession();
    for (let count = 0; count < 10; count += 1) {
      clock.now += 1_000;
      say({ type: 'nonsense' });
    }
    expect(closed.slice(0, 1)).toEqual([1008]);
  });

  it('reports its ledger as of when the frame leaves, and once however often it is asked to', () => {
    const { session, track, results, releaseAll, ofType } = holdSession();
    track('a');
    results('a', 1);
    session.sendStats();
    session.sendStats();
    results('a', 1);
    releaseAll();
    expect(ofType('stats')).toEqual([{ type: 'stats', routed: 2, delivered: 1, conflated: 0, dropped: 0, pending: 1 }]);
  });
});

import { Subject, takeUntil } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { deliver, type ClientSession } from '../../../src/delivery/index.ts';
import { createOriginalSessions } from '../../../src/delivery/original-session.ts';
import type { Delivery } from '../../../src/graph/index.ts';
import { createSessionContext } from '../../../src/delivery/session-core.ts';
import { unlimited } from '../../support/unlimited.ts';
import { scoreOf } from '../../support/world.ts';

const scored = (text: string) => scoreOf({ post: { id: '1', source: 'test', at: 0, text }, matches: [], hashtags: {} });

/** Opens a session whose socket takes a frame only when `release` is called, and delivers results to it. */
function setUp() {
  const taken: unknown[] = [];
  const pending: ((error?: Error) => void)[] = [];
  const log: string[] = [];
  const woken: ClientSession[] = [];
  const session = createOriginalSessions()({
    id: '1',
    owner: '192.0.2.1',
    connection: {
      send: (frame, done) => {
        taken.push(frame);
        pending.push(done);
      },
      close: (code) => log.push(`close ${code}`),
    },
    context: createSessionContext(
      {
        outbox: { maxFrames: 10, maxBytes: 10_000, maxBytesInFlight: 1 },
        messagesPerSecond: 10,
        queriesPerSession: 1,
      },
      { ...unlimited(() => 0), onFirstIntent: (session) => woken.push(session) },
    ),
  });
  const deliveries$ = new Subject<Delivery<ClientSession>>();
  // As in the graph, where the deliveries of a session end with it.
  deliver(session, deliveries$.pipe(takeUntil(session.closed$))).subscribe({ complete: () => log.push('complete') });
  const result = (text: string): void => {
    deliveries$.next({ type: 'result', session, id: '', match: 0, resume: '', result: scored(text) });
  };
  return { session, deliveries$, taken, log, woken, result, release: (error?: Error) => pending.shift()?.(error) };
}

describe('the delivery of results', () => {
  it('completes when the last result has left, not when the last one arrives', () => {
    const { deliveries$, log, result, release, taken } = setUp();
    result('a');
    result('b');
    deliveries$.complete();
    expect(log).toEqual([]);
    release();
    expect(taken).toHaveLength(2);
    expect(log).toEqual([]);
    release();
    expect(log).toEqual(['complete']);
  });

  it('completes at once when nothing waits', () => {
    const { deliveries$, log, result, release } = setUp();
    result('a');
    release();
    expect(log).toEqual([]);
    deliveries$.complete();
    expect(log).toEqual(['complete']);
  });

  it('completes when the session closes, even if more could come or some never left', () => {
    const coming = setUp();
    coming.result('a');
    coming.session.onDisconnect();
    expect(coming.log).toEqual(['complete']);
    expect(coming.deliveries$.observed).toBe(false);
    const draining = setUp();
    draining.result('a');
    draining.deliveries$.complete();
    draining.session.onDisconnect();
    expect(draining.log).toEqual(['complete']);
  });
});

describe('a session', () => {
  it('is emitted at its first intent, and only once', () => {
    const { session, woken } = setUp();
    expect(woken).toEqual([]);
    const types: string[] = [];
    session.receive('{"track": 5}');
    expect(woken).toEqual([]);
    session.intents$.subscribe(({ type }) => types.push(type));
    session.receive('{"track":"pizza"}');
    session.receive('{"track":"cake"}');
    expect(woken).toEqual([session]);
    expect(types).toEqual(['track', 'track']);
  });

  it('emits no intent after it has closed, and is closed for a late first subscriber', () => {
    const { session, woken } = setUp();
    session.onDisconnect();
    session.receive('{"track":"pizza"}');
    expect(woken).toEqual([]);
    const log: string[] = [];
    session.closed$.subscribe(() => log.push('closed'));
    expect(log).toEqual(['closed']);
  });
});

describe('a closed session', () => {
  it('counts results that waited, were in flight or still arrive as dropped', () => {
    const { session, result, release } = setUp();
    for (const text of 'abc') result(text);
    release();
    session.onDisconnect();
    expect(session.ledger()).toEqual({ routed: 3, delivered: 1, conflated: 0, dropped: 1, pending: 1 });
    session.deliver({ type: 'result', session, id: '', match: 0, resume: '', result: scored('late') });
    release(new Error('the connection has gone'));
    expect(session.ledger()).toEqual({ routed: 4, delivered: 1, conflated: 0, dropped: 3, pending: 0 });
  });

  it('completes its intents, and emits on closed$ once, to late subscribers too', () => {
    const { session } = setUp();
    const log: string[] = [];
    session.intents$.subscribe({ complete: () => log.push('intents complete') });
    session.onDisconnect();
    session.onDisconnect();
    session.closed$.subscribe(() => log.push('closed'));
    expect(log).toEqual(['intents complete', 'closed']);
  });
});

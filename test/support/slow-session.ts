import type { SessionLimits, TrackRefusal, UsageOptions } from '../../src/delivery/index.ts';
import type { Frame } from '../../src/delivery/frame.ts';
import { createSessionContext } from '../../src/delivery/session-core.ts';
import { Usage } from '../../src/delivery/usage.ts';
import { createV1Sessions } from '../../src/delivery/v1/session.ts';
import type { Gap, Intent } from '../../src/graph/index.ts';
import { isRecord, parseJson, type Summary } from '../../src/model/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { unlimitedUsage } from './unlimited.ts';
import { scoreOf } from './world.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Opens a session of `undertone.v1` with a manual clock, on a connection that takes a frame only when `release` is called. */
export function openSlowSession(limits: Partial<SessionLimits> = {}, used: Partial<UsageOptions> = {}) {
  const sent: Fields[] = [];
  const pending: ((error?: Error) => void)[] = [];
  const closed: number[] = [];
  const intents: Intent[] = [];
  const refused: TrackRefusal[] = [];
  const clock = { now: 0 };
  const usage = new Usage({ ...unlimitedUsage, ...used }, () => clock.now);
  const createSession = createV1Sessions({
    version: '1',
    limits: { maxFrameBytes: 65_536, resumeWindowMs: 30_000 },
    isTextless: (source) => source === 'x',
  });
  const session = createSession({
    id: 's',
    owner: '192.0.2.1',
    connection: {
      send: (frame: Frame, done) => {
        const value = parseJson(Buffer.from(frame.payload).toString());
        if (isRecord(value)) sent.push(value);
        pending.push(done);
      },
      close: (code) => closed.push(code),
    },
    context: createSessionContext(
      {
        outbox: { maxFrames: 3, maxBytes: 10_000, maxBytesInFlight: 1 },
        messagesPerSecond: 10,
        queriesPerSession: 2,
        ...limits,
      },
      {
        now: () => clock.now,
        usage,
        onRefused: (reason) => refused.push(reason),
        onFirstIntent: () => undefined,
      },
    ),
  });
  session.intents$.subscribe((intent) => intents.push(intent));
  let posts = 0;
  const result = (id: string, { source = 'test', compound = 0, isMissed = false } = {}): void => {
    posts += 1;
    const post = { id: String(posts), source, at: posts, text: 'pizza and cheese' };
    const matches = [{ query: parseQuery('pizza'), spans: [] }];
    const scored = scoreOf({ post, matches, hashtags: { food: 1 } });
    const scoredPost = { ...scored, score: { ...scored.score, compound } };
    session.deliver({ type: 'result', session, id, match: 0, resume: `t.${posts}`, result: scoredPost, isMissed });
  };
  return {
    session,
    sent,
    closed,
    intents,
    clock,
    usage,
    refused,
    send: (message: Fields) => {
      session.receive(JSON.stringify(message));
    },
    track: (id: string, more: Fields = {}) => {
      session.receive(JSON.stringify({ type: 'track', id, query: 'pizza', ...more }));
    },
    result,
    results: (id: string, count: number, more: Parameters<typeof result>[1] = {}) => {
      for (let index = 0; index < count; index += 1) result(id, more);
    },
    retract: (id: string, post: string) => {
      session.deliver({ type: 'retract', session, id, post: { id: post, source: 'test' } });
    },
    lose: (results: Readonly<Record<string, number>>) => {
      session.deliver({ type: 'loss', session, results: new Map(Object.entries(results)) });
    },
    tracking: (id: string, state: 'live' | 'pending', isAnswer: boolean, isRenewal = false) => {
      const query = parseQuery('pizza');
      session.deliver({
        type: 'tracking',
        session,
        id,
        query,
        reasons: {},
        upstream: { test: state },
        isAnswer,
        isRenewal,
        resume: 't.0',
      });
    },
    gap: (from: number, to: number, filled: Gap['filled'] = 'none') => {
      session.deliver({ type: 'gap', session, gap: { source: 'test', from, to, cause: 'A break.', filled } });
    },
    summary: (id: string, summary: Summary) => {
      session.deliver({ type: 'summary', session, id, summary });
    },
    /** Lets frames leave one by one. */
    release: (count = 1): void => {
      for (let index = 0; index < count; index += 1) pending.shift()?.();
    },
    releaseAll: (): void => {
      while (pending.length > 0) pending.shift()?.();
    },
    ofType: (type: string) => sent.filter((frame) => frame['type'] === type),
  };
}

import { EMPTY, NEVER } from 'rxjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionUsage } from '../../../src/delivery/session-usage.ts';
import { Usage, usageError, type UsageRefusal } from '../../../src/delivery/usage.ts';
import type { Session, TrackIntent } from '../../../src/graph/index.ts';
import { defaultLimits } from '../../../src/graph/index.ts';
import { Registry } from '../../../src/graph/registry.ts';
import { ResultRates } from '../../../src/graph/result-rates.ts';
import { windowCost } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { unlimitedUsage } from '../../support/unlimited.ts';

const resumeWindowMs = 30_000;
const minute = { windowMs: 60_000, everyMs: 1_000 };

function setUp(limits: Partial<typeof unlimitedUsage> = {}) {
  const clock = { now: 1_000 };
  const usage = new Usage({ ...unlimitedUsage, ...limits }, () => clock.now);
  const sessions = new Map<string, SessionUsage>();
  /** Returns a session by its name, whose first letter is its address. */
  const session = (name: string): SessionUsage => {
    const known = sessions.get(name) ?? new SessionUsage(usage, { id: name, owner: name.slice(0, 1) });
    sessions.set(name, known);
    return known;
  };
  return { clock, usage, session };
}

const track = (id: string, query: string, more: Partial<TrackIntent> = {}): TrackIntent => ({
  ...{ type: 'track', id, query: parseQuery(query) },
  ...more,
});

describe('the queries of an address', () => {
  it('count once however often and by however many sessions they are tracked', () => {
    const { usage, session } = setUp({ queriesPerAddress: 2 });
    const refusals = [
      session('a1').track(track('1', 'pizza')),
      session('a1').track(track('2', ' PIZZA')),
      session('a2').track(track('1', 'tea')),
      session('a2').track(track('2', 'rome')),
      session('a2').track(track('2', 'pizza')),
    ];
    expect(refusals).toEqual([undefined, undefined, undefined, 'queries_per_address', undefined]);
    expect(usage.queries()).toEqual({ used: 2, largestAddress: 2 });
  });

  it('take nothing of the budget of another address', () => {
    const { session } = setUp({ queriesPerAddress: 1 });
    expect(session('a1').track(track('1', 'pizza'))).toBeUndefined();
    expect(session('a1').track(track('2', 'tea'))).toBe('queries_per_address');
    expect(session('b1').track(track('1', 'tea'))).toBeUndefined();
  });

  it('are bounded in all as well, where what is tracked already is no more', () => {
    const { session } = setUp({ queries: 1 });
    expect(session('a1').track(track('1', 'pizza'))).toBeUndefined();
    expect(session('b1').track(track('1', 'tea'))).toBe('queries');
    expect(session('b1').track(track('1', 'pizza'))).toBeUndefined();
  });

  it('can be replaced by one that has all it may have, and stay as they are when that is refused', () => {
    const { usage, session } = setUp({ queriesPerAddress: 2, queries: 2 });
    session('a1').track(track('1', 'pizza'));
    session('a1').track(track('2', 'tea'));
    expect(session('a1').track(track('1', 'rome'))).toBeUndefined();
    expect(session('a2').track(track('1', 'tea'))).toBeUndefined();
    expect(session('a2').track(track('1', 'pizza'))).toBe('queries_per_address');
    session('a1').untrack('2');
    expect(usage.queries()).toEqual({ used: 2, largestAddress: 2 });
    session('a2').untrack('1');
    session('a2').untrack('1');
    expect(usage.queries()).toEqual({ used: 1, largestAddress: 1 });
  });

  it('count on for the resume window when a session that may resume has closed', () => {
    const { clock, usage, session } = setUp({ queriesPerAddress: 1 });
    session('a1').track(track('1', 'pizza'));
    session('a1').close(true);
    expect(session('a2').track(track('1', 'tea'))).toBe('queries_per_address');
    clock.now += resumeWindowMs;
    expect(session('a2').track(track('1', 'tea'))).toBe('queries_per_address');
    clock.now += 1;
    expect(usage.queries().used).toBe(0);
    expect(session('a2').track(track('1', 'tea'))).toBeUndefined();
  });

  it('count no longer than their session when it cannot resume, or asked for no posts', () => {
    const { usage, session } = setUp();
    session('a1').track(track('1', 'pizza'));
    session('a1').close(false);
    expect(usage.queries().used).toBe(0);
    session('a2').track(track('1', 'pizza', { posts: false, summary: minute }));
    session('a2').close(true);
    expect([usage.queries().used, usage.windows().used]).toEqual([0, 0]);
  });

  it('expire when the clock is set back, too', () => {
    const { clock, usage, session } = setUp();
    session('a1').track(track('1', 'pizza'));
    session('a1').close(true);
    clock.now -= 3_600_000;
    expect(usage.queries().used).toBe(1);
    clock.now += resumeWindowMs + 1;
    expect(usage.queries().used).toBe(0);
  });
});

describe('windows', () => {
  const cost = windowCost(minute);

  it('cost a session, an address and all clients what distinct windows of distinct queries cost', () => {
    const limits = { windowCostPerSession: 2 * cost, windowCostPerAddress: 3 * cost, windowCost: 4 * cost };
    const { usage, session } = setUp(limits);
    const ask = (name: string, id: string, query: string) => session(name).track(track(id, query, { summary: minute }));
    expect(ask('a1', '1', 'pizza')).toBeUndefined();
    expect(ask('a1', '2', 'pizza')).toBeUndefined();
    expect(ask('a1', '3', 'tea')).toBeUndefined();
    expect(ask('a1', '4', 'rome')).toBe('windows_per_session');
    expect(ask('a2', '1', 'rome')).toBeUndefined();
    expect(ask('a2', '2', 'oslo')).toBe('windows_per_address');
    expect(ask('b1', '1', 'oslo')).toBeUndefined();
    expect(ask('b1', '2', 'paris')).toBe('windows');
    expect(ask('b1', '2', 'pizza')).toBeUndefined();
    expect(usage.windows()).toEqual({ used: 4 * cost, largestAddress: 3 * cost });
    session('a1').close(true);
    expect(usage.windows()).toEqual({ used: 3 * cost, largestAddress: 2 * cost });
  });

  it('that are refused take no query, and leave what the id had', () => {
    const { usage, session } = setUp({ windowCostPerSession: cost });
    session('a1').track(track('1', 'pizza', { summary: minute }));
    expect(session('a1').track(track('1', 'tea', { summary: { windowMs: 60_000, everyMs: 500 } }))).toBe(
      'windows_per_session',
    );
    expect([usage.queries().used, usage.windows().used]).toEqual([1, cost]);
    expect(session('a1').track(track('1', 'tea', { summary: minute }))).toBeUndefined();
    expect([usage.queries().used, usage.windows().used]).toEqual([1, cost]);
  });
});

describe('the usage', () => {
  it('is that of the graph’s registry, in any history', () => {
    const names = fc.constantFrom('a1', 'a2', 'b1', 'b2');
    const step = fc.oneof(
      fc.record({
        act: fc.constant('track' as const),
        name: names,
        id: fc.constantFrom('1', '2'),
        query: fc.constantFrom('pizza', 'tea', 'rome', 'oslo'),
        posts: fc.boolean(),
      }),
      fc.record({ act: fc.constant('untrack' as const), name: names, id: fc.constantFrom('1', '2') }),
      fc.record({ act: fc.constant('close' as const), name: names }),
      fc.record({ act: fc.constant('wait' as const), ms: fc.constantFrom(1, 10_000, resumeWindowMs) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { clock, usage, session } = setUp({ queriesPerAddress: 3, queries: 3 });
        const now = () => clock.now;
        const registry = new Registry<Session>({
          delivered: () => 0,
          instanceId: 'r',
          limits: { ...defaultLimits, maxResumeResults: 1 },
          rates: new ResultRates({ limits: defaultLimits, now }),
          now,
        });
        const open = new Map<string, Session & { readonly usage: SessionUsage }>();
        const closed: { readonly at: number; readonly id: string }[] = [];
        let count = 0;
        const sessionOf = (name: string) => {
          const id = `${name}.${count}`;
          const resumable = name.endsWith('1');
          const rest = { intents$: NEVER, closed$: EMPTY, end: () => undefined };
          const known = open.get(name) ?? { id, resumable, ...rest, usage: session(id) };
          open.set(name, known);
          return known;
        };
        for (const each of steps) {
          if (each.act === 'wait') {
            clock.now += each.ms;
            while (closed[0] !== undefined && closed[0].at + resumeWindowMs < clock.now) {
              registry.apply({ type: 'expired', sessionId: closed.shift()?.id ?? '' });
            }
          } else {
            const current = sessionOf(each.name);
            if (each.act === 'track') {
              const intent = track(each.id, each.query, { posts: each.posts });
              if (current.usage.track(intent) === undefined)
                registry.apply({ type: 'intent', session: current, intent });
            } else if (each.act === 'untrack') {
              current.usage.untrack(each.id);
              registry.apply({ type: 'intent', session: current, intent: { type: 'untrack', id: each.id } });
            } else {
              current.usage.close(current.resumable === true);
              registry.apply({ type: 'closed', session: current });
              if (current.resumable === true) closed.push({ at: clock.now, id: current.id });
              open.delete(each.name);
              count += 1;
            }
          }
          expect(usage.queries().used).toBe(registry.queries);
          expect(usage.queries().used).toBeLessThanOrEqual(3);
        }
      }),
    );
  });

  it('lets 10,000 sessions of 100 addresses track 64 of 200 common queries each, with a window like the page’s', () => {
    const { usage, session } = setUp({
      ...{ queriesPerAddress: 4_096, queries: 100_000 },
      ...{ windowCostPerSession: 12_000, windowCostPerAddress: 34_000, windowCost: 48_000 },
    });
    const summary = { windowMs: 300_000, everyMs: 5_000 };
    const topics = Array.from({ length: 200 }, (_, index) => track('', `topic${index}`, { summary }));
    let refused = 0;
    for (let index = 0; index < 10_000; index += 1) {
      const of = session(`${String.fromCodePoint(0x4e00 + (index % 100))}${index}`);
      for (let id = 0; id < 64; id += 1) {
        const topic = topics[(Math.floor(index / 100) * 13 + id) % 200];
        if (topic !== undefined && of.track({ ...topic, id: String(id) }) !== undefined) refused += 1;
      }
    }
    expect(refused).toBe(0);
    expect(usage.queries()).toEqual({ used: 200, largestAddress: 200 });
    expect(usage.windows().used).toBe(200 * windowCost(summary));
  });

  it.each<UsageRefusal>(['queries_per_address', 'queries', 'windows_per_session', 'windows_per_address', 'windows'])(
    'has a sentence for %s that says how to go on',
    (refusal) => {
      const { code, message, retryAfterS } = usageError(refusal, { ...unlimitedUsage, resumeWindowMs: 1_500 });
      expect([code, retryAfterS]).toEqual(['too_many', 2]);
      expect(message).toMatch(
        /^The .* at most .*: .*(?:untrack|try again).*\.$|^The .* may cost .*: .*(?:untrack|try again).*\.$/,
      );
    },
  );
});

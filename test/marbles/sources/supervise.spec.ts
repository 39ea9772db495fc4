import { defer, map, NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../../src/graph/index.ts';
import { UpstreamFailure, type FailureKind } from '../../../src/sources/supervisor/failure.ts';
import {
  supervise,
  superviseSource,
  type Interruption,
  type Signal,
} from '../../../src/sources/supervisor/supervise.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

const fail = (kind: FailureKind, resetAt?: number) => new UpstreamFailure(kind, `It failed: ${kind}.`, { resetAt });

/** Signals by letter. */
const signals: Readonly<Record<string, Signal>> = {
  l: { type: 'live' },
  f: { type: 'resumed', filled: 'full' },
  n: { type: 'resumed', filled: 'none' },
  h: { type: 'alive' },
  m: { type: 'missed', from: 2, cause: 'More came.', filled: 'partial' },
  p: { type: 'post', post: { id: '1', source: 's', text: 'pizza', at: 0 } },
};

/** Events as words: `pending`, `live`, `post`, `gap 3-9 full`. */
function wordsOf(event: SourceEvent): string {
  if (event.type === 'gap') return `gap ${event.from}-${event.to} ${event.filled}: ${event.cause}`;
  if (event.type !== 'state') return event.type;
  return event.reason === undefined ? event.state : `${event.state}: ${event.reason.message}`;
}

interface Plan {
  /** The diagram of each connection, in turn; the last is repeated. */
  readonly connections: readonly string[];
  readonly failures?: readonly UpstreamFailure[];
  readonly silenceMs?: number;
  readonly flowing?: string;
  readonly wake?: string;
  /** What runs beside the connections; it fails with the last of the failures. */
  readonly beside?: string;
  readonly random?: number;
  readonly lagMs?: number;
  readonly interruption?: Interruption;
}

function optionsOf(m: RunContext, plan: Plan) {
  const { connections, failures = [], silenceMs = Infinity, flowing, wake, beside } = plan;
  let attempts = 0;
  const starts: number[] = [];
  const connect = (): Observable<Signal> =>
    defer(() => {
      const index = Math.min(attempts, connections.length - 1);
      const failure = failures[Math.min(attempts, failures.length - 1)];
      attempts += 1;
      starts.push(m.scheduler.now());
      return m.cold<Signal>(connections[index] ?? '', signals, failure);
    });
  const options = {
    name: 's',
    host: 'host',
    createSession: () => ({ connect }),
    connectMs: 50,
    silenceMs,
    canAccept$: flowing === undefined ? of(true) : m.cold(flowing, { t: true, f: false }),
    wake$: wake === undefined ? NEVER : m.hot(wake),
    beside$: beside === undefined ? NEVER : m.cold<SourceEvent>(beside, undefined, failures.at(-1)),
    random: () => plan.random ?? 0,
    ...{ lagMs: plan.lagMs ?? 0, interruption: plan.interruption },
    scheduler: m.scheduler,
  };
  return { options, starts };
}

/** Runs a plan for so many ms; what was emitted when, and when connections were made. */
function run(plan: Plan, untilMs: number, check: (seen: readonly string[], starts: readonly number[]) => void) {
  return marbles((m) => {
    const { options, starts } = optionsOf(m, plan);
    const seen: string[] = [];
    const events$ = supervise(options).pipe(
      map((event) => {
        seen.push(`${m.scheduler.now()} ${wordsOf(event)}`);
        return event;
      }),
    );
    const subscription = events$.subscribe({
      error: (error: unknown) => {
        seen.push(`${m.scheduler.now()} error: ${error instanceof Error ? error.message : ''}`);
      },
    });
    m.scheduler.schedule(() => {
      subscription.unsubscribe();
    }, untilMs);
    m.flush();
    check(seen, starts);
  });
}

const differences = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

describe('the supervisor', () => {
  it(
    'passes posts on, and says that it connects and that it is live',
    run({ connections: ['-(ln)-p-h-p'] }, 20, (seen) => {
      expect(seen).toEqual(['0 pending', '1 live', '6 post', '10 post']);
    }),
  );

  it(
    'mends the first break at once, with a fresh connection and a gap from the last sign of life',
    run({ connections: ['-(ln) 996ms -p-h--#', '-(lf)'], failures: [fail('network')] }, 2_000, (seen, starts) => {
      expect(seen).toEqual([
        '0 pending',
        '1 live',
        '1002 post',
        '1007 pending: It failed: network.',
        '1008 live',
        '1008 gap 1004-1008 full: It failed: network.',
      ]);
      expect(starts).toEqual([0, 1_007]);
    }),
  );

  it(
    'waits a little longer after each failure of the network, up to 16 s',
    run({ connections: ['#'], failures: [fail('network')] }, 700_000, (_, starts) => {
      const delays = differences(starts);
      expect(delays.slice(0, 4)).toEqual([250, 500, 750, 1_000]);
      expect(delays.slice(63, 70)).toEqual(Array.from({ length: 7 }, () => 16_000));
    }),
  );

  it.each([
    ['http', [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 320_000]],
    ['rate-limit', [60_000, 120_000, 240_000, 480_000, 900_000, 900_000]],
    ['connection-limit', [10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 320_000]],
  ] as const)('doubles the wait after each failure of class %s, up to its bound', (kind, expected) => {
    run({ connections: ['#'], failures: [fail(kind)] }, 4_000_000, (_, starts) => {
      expect(differences(starts).slice(0, expected.length)).toEqual(expected);
    })();
  });

  it('counts each class by itself, and begins again after a connection that brought a post', () => {
    const failures = [fail('http'), fail('network'), fail('http'), fail('http'), fail('http')];
    run({ connections: ['#', '#', '#', '(lnp#)', '#'], failures }, 40_000, (_, starts) => {
      expect(differences(starts)).toEqual([5_000, 250, 10_000, 5_000, 10_000]);
    })();
  });

  it('does not ask without a pause an upstream that accepts and hangs up', () => {
    run({ connections: ['(ln#)'], failures: [fail('network')] }, 10_000, (_, starts) => {
      expect(differences(starts).slice(0, 3)).toEqual([250, 500, 750]);
    })();
  });

  it('comes back when a rate limit is over, not before, and not in the next century', () => {
    const at = (resetAt: number) => ({ connections: ['#', '-'], failures: [fail('rate-limit', resetAt)] });
    run(at(7_000), 20_000, (_, starts) => {
      expect(starts[1]).toBe(7_000);
    })();
    run({ ...at(7_000), random: 0.5 }, 20_000, (_, starts) => {
      expect(starts[1]).toBe(7_500);
    })();
    run(at(-1), 100_000, (_, starts) => {
      expect(starts[1]).toBe(60_000);
    })();
    run(at(Number.MAX_SAFE_INTEGER), 4_000_000, (_, starts) => {
      expect(starts[1]).toBe(3_600_000);
    })();
  });

  it('waits for what was missing when there was nothing to connect for', () => {
    const plan = { connections: ['#', '(ln)'], failures: [fail('no-rules')], wake: '10s w 10s w' };
    run(plan, 30_000, (_, starts) => {
      expect(starts).toEqual([0, 10_000]);
    })();
  });

  it('ends at once when another try would not help, and after a few when it is not likely to', () => {
    run({ connections: ['-#'], failures: [fail('fatal')] }, 100, (seen) => {
      expect(seen).toEqual(['0 pending', '1 error: It failed: fatal.']);
    })();
    run({ connections: ['#'], failures: [fail('refused')] }, 1_000_000, (seen, starts) => {
      expect(starts).toHaveLength(6);
      expect(seen.at(-1)).toContain('error: It failed: refused.');
    })();
  });

  it('says what is missing before it gives up', () => {
    run({ connections: ['(lnp)-#'], failures: [fail('fatal')] }, 100, (seen) => {
      expect(seen.slice(-2)).toEqual(['6 gap 0-6 none: It failed: fatal.', '6 error: It failed: fatal.']);
    })();
  });

  it('says what is missing when what runs beside the connections fails for good', () => {
    const failures = [fail('network'), fail('fatal')];
    run({ connections: ['(lnp)-#', '-'], failures, beside: '9ms #' }, 100, (seen) => {
      expect(seen.slice(-2)).toEqual(['9 gap 0-9 none: It failed: network.', '9 error: It failed: fatal.']);
    })();
    run({ connections: ['(lnp)-'], failures, beside: '9ms #' }, 100, (seen) => {
      expect(seen.slice(-2)).toEqual(['0 post', '9 error: It failed: fatal.']);
    })();
  });

  it('says what went by unnoticed while all seemed well', () => {
    run({ connections: ['(lnp)-m'] }, 100, (seen) => {
      expect(seen.slice(-1)).toEqual(['6 gap 2-6 partial: More came.']);
    })();
  });

  it('keeps one gap through many attempts, and none for the time before it was ever live', () => {
    const failures = [fail('network')];
    run({ connections: ['#', '(lnp)-#', '#', '#', '-(lf)-'], failures }, 5_000, (seen) => {
      expect(seen.filter((each) => each.includes('gap'))).toEqual(['1757 gap 250-1757 full: It failed: network.']);
    })();
  });

  it('begins the gap that another process left earlier where posts are under way for long', () => {
    run({ connections: ['-(ln)'], lagMs: 30, interruption: { from: -100, cause: 'It stopped.' } }, 100, (seen) => {
      expect(seen.at(-1)).toBe('1 gap -130-1 none: It stopped.');
    })();
  });

  it('takes an end for a failure, and so anything that is thrown', () => {
    run({ connections: ['(ln|)', '-'] }, 100, (seen) => {
      expect(seen.at(-1)).toBe('0 pending: host closed the connection.');
    })();
    marbles((m) => {
      const { options } = optionsOf(m, { connections: ['-'] });
      const createSession = () => ({ connect: () => throwError(() => new TypeError('a bug')) });
      m.expect(supervise({ ...options, createSession }).pipe(map(wordsOf)), '^!').toBeObservable('(ab)', {
        a: 'pending',
        b: 'pending: a bug',
      });
    })();
  });

  it('leaves a connection that falls silent, and one that never answers', () => {
    run({ connections: ['-(ln)-h----p', '-'], silenceMs: 8 }, 40, (seen, starts) => {
      expect(seen).toEqual(['0 pending', '1 live', '11 post', '19 pending: host has fallen silent.']);
      expect(starts).toEqual([0]);
    })();
    run({ connections: ['-'] }, 310, (seen, starts) => {
      expect(seen).toEqual(['0 pending', '50 pending: host does not answer.']);
      expect(starts).toEqual([0, 300]);
    })();
  });

  it('takes no silence for a death while it is not reading', () => {
    run({ connections: ['(ln)', '-'], silenceMs: 8, flowing: 't--f 30ms t' }, 60, (seen) => {
      expect(seen.at(-1)).toBe('42 pending: host has fallen silent.');
    })();
  });

  it('holds one connection at a time, and none when it is left', () => {
    marbles((m) => {
      const connection$ = m.cold<Signal>('(ln)-#', signals, fail('network'));
      const { options } = optionsOf(m, { connections: ['-'] });
      const seen$ = supervise({ ...options, createSession: () => ({ connect: () => connection$ }) }).pipe(
        map(() => 'x'),
      );
      m.expect(seen$, '^ 257ms !').toBeObservable('(xx)-x 249ms (xx)');
      m.expect(connection$).toHaveSubscriptions(['^----!', '255ms ^--!']);
    })();
  });
});

describe('the check of a supervised source', () => {
  it('leaves as soon as it is live', () => {
    marbles((m) => {
      const connection$ = m.cold<Signal>('--(lp)', signals);
      const { options } = optionsOf(m, { connections: ['-'] });
      const source = superviseSource({ ...options, createSession: () => ({ connect: () => connection$ }) });
      m.expect(source.check?.() ?? NEVER).toBeObservable('--|');
      m.expect(connection$).toHaveSubscriptions('^-!');
    })();
  });

  it('says what is wrong, asks again until that is over, and takes it back', () => {
    marbles((m) => {
      const failure = fail('network');
      const { options, starts } = optionsOf(m, { connections: ['-#', '-#', '-(l)'], failures: [failure] });
      const seen: string[] = [];
      const checked$ = superviseSource(options).check?.() ?? NEVER;
      checked$.subscribe((event) => seen.push(`${m.scheduler.now()} ${wordsOf(event)}`));
      m.flush();
      const reason = failure.message;
      expect(seen).toEqual([`1 pending: ${reason}`, `252 pending: ${reason}`, '753 pending']);
      expect(starts).toEqual([0, 251, 752]);
    })();
  });

  it('ends the source when another try would not help', () => {
    marbles((m) => {
      const failure = fail('fatal');
      const { options } = optionsOf(m, { connections: ['-#'], failures: [failure] });
      m.expect((superviseSource(options).check?.() ?? NEVER).pipe(map(wordsOf))).toBeObservable('-#', {}, failure);
    })();
  });
});

import { EMPTY, firstValueFrom, toArray, type SchedulerLike } from 'rxjs';
import type { QuerySet, Source } from '../graph/index.ts';
import { noCursors, type Cursors } from '../sources/index.ts';
import { eventually, type SourceListener } from './source-listener.ts';

/** An answer of an upstream that refuses a connection. */
export interface Refusal {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A source with a fake of its upstream that speaks the real protocol. `open`, `post` and `close` are enough; each
 * further capability adds what can be tested with it.
 */
export interface SourceHarness {
  /**
   * Creates the source over the fake. Times come from the scheduler, which runs faster than real time; `cursors` outlive the
   * source.
   */
  readonly open: (scheduler: SchedulerLike, cursors: Cursors) => Source;
  /** Whether a new source with the cursors of an earlier one goes on exactly where that one stopped. Default false. */
  readonly resumes?: boolean;
  /** The queries that `post 0`, `before`, `between` and `after` match, for a source that filters upstream. */
  readonly wanted?: QuerySet;
  /** Publishes a post with this text. */
  readonly post: (text: string) => void;
  /** Breaks every connection; the source has to fetch what is posted meanwhile. */
  readonly cut?: () => void;
  /** Answers the next attempts to connect with these, in turn. */
  readonly refuse?: (...refusals: readonly Refusal[]) => void;
  /** Answers the next checks with these, where a check asks for something else than a connection. */
  readonly refuseCheck?: (...refusals: readonly Refusal[]) => void;
  /** Goes silent with its connections open. */
  readonly hush?: () => void;
  /** Counts the connections that are open now. */
  readonly openSockets?: () => number;
  /** Counts the attempts to connect so far. */
  readonly attempts?: () => number;
  /** Releases the fake. */
  readonly close: () => Promise<void>;
}

/** The functions of a test runner that the suite needs: those of vitest, Jest, Bun, or `node:test` with any `expect`. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: (name: string, run: () => Promise<void>) => unknown;
  readonly expect: (actual: unknown) => { readonly toEqual: (expected: unknown) => unknown };
}

/** What a test works with: the harness, all whose capabilities are there, and the times that the source waited for. */
export interface Trial {
  readonly expect: TestRunner['expect'];
  readonly harness: Required<Omit<SourceHarness, 'wanted' | 'refuseCheck' | 'resumes'>> & SourceHarness;
  readonly scheduler: SchedulerLike;
  /** Starts to listen to a new source; it is closed at the end of the test. Without cursors, nothing outlives it. */
  readonly listen: (cursors?: Cursors) => SourceListener;
  /** Returns whether the source has waited for about so long. */
  readonly waited: (ms: number) => boolean;
}

export type Capability = 'resumes' | 'cut' | 'refuse' | 'hush' | 'openSockets' | 'attempts';

/** One promise of every source, with the capabilities of a harness that its test needs. */
export interface Behaviour {
  readonly name: string;
  readonly needs: readonly Capability[];
  readonly run: (trial: Trial) => Promise<void>;
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `post ${index}`);
const isSilence = (state: string): boolean => /fallen silent|does not answer/.test(state);

/** What every source promises. */
export const behaviours: readonly Behaviour[] = [
  {
    name: 'emits that it connects, that it is live, and each post once',
    needs: [],
    run: async ({ harness, listen, expect }) => {
      const listener = listen();
      await listener.live();
      for (const text of numbered(20)) harness.post(text);
      await listener.until(() => listener.posts.length === 20);
      expect(listener.texts).toEqual(numbered(20));
      expect(new Set(listener.posts.map(({ id }) => id)).size).toEqual(20);
      expect(listener.states[0]).toEqual('pending');
      expect(listener.gaps).toEqual([]);
    },
  },
  {
    name: 'reconnects after a break, and emits a gap that it has filled',
    needs: ['cut'],
    run: async ({ harness, listen, expect }) => {
      const listener = listen();
      await listener.live();
      harness.post('before');
      await listener.until(() => listener.texts.includes('before'));
      harness.cut();
      harness.post('between');
      await listener.until(() => listener.gaps.length === 1);
      harness.post('after');
      await listener.until(() => listener.texts.includes('between') && listener.texts.includes('after'));
      const [gap] = listener.gaps;
      expect([gap?.source, gap?.filled]).toEqual([listener.name, 'full']);
      expect((gap?.from ?? Infinity) <= (gap?.to ?? 0)).toEqual(true);
      expect(/^\S.* .*\.$/.test(gap?.cause ?? '')).toEqual(true);
    },
  },
  {
    name: 'goes on after a restart, without a hole or a repetition',
    needs: ['resumes'],
    run: async ({ harness, listen, expect }) => {
      const kept = new Map<string, string>();
      const cursors: Cursors = { read: (key) => kept.get(key), write: (key, value) => void kept.set(key, value) };
      const before = listen(cursors);
      await before.live();
      for (const text of numbered(3)) harness.post(text);
      await before.until(() => before.posts.length === 3);
      before.close();
      await eventually(() => harness.openSockets() === 0);
      for (const text of ['missed', 'missed too']) harness.post(text);
      const after = listen(cursors);
      await after.live();
      await after.until(() => after.texts.includes('missed too'));
      harness.post('after');
      await after.until(() => after.texts.includes('after'));
      expect(after.texts).toEqual(['missed', 'missed too', 'after']);
      expect(after.gaps.map(({ filled }) => filled).filter((filled) => filled !== 'full')).toEqual([]);
    },
  },
  {
    name: 'waits longer after each error of the server',
    needs: ['refuse'],
    run: async ({ harness, listen, waited, expect }) => {
      harness.refuse({ status: 500 }, { status: 502 }, { status: 503 });
      const listener = listen();
      await listener.live();
      expect([5_000, 10_000, 20_000].map(waited)).toEqual([true, true, true]);
      expect(listener.states.filter((state) => /answers 50\d/.test(state)).length).toEqual(3);
    },
  },
  {
    name: 'waits for as long as a rate limit asks for',
    needs: ['refuse'],
    run: async ({ harness, listen, waited, expect }) => {
      harness.refuse({ status: 429, headers: { 'Retry-After': '33' } });
      await listen().live();
      expect(waited(33_000)).toEqual(true);
    },
  },
  {
    name: 'errors when its key is refused, and leaves no connection',
    needs: ['refuse'],
    run: async ({ harness, listen, expect }) => {
      harness.refuse({ status: 401 });
      const listener = listen();
      await listener.until(() => listener.error !== undefined);
      expect(factsOf(listener.error)).toEqual(['source_failed', 401]);
      expect(listener.states.includes('live')).toEqual(false);
      await eventually(() => harness.openSockets() === 0);
    },
  },
  {
    name: 'replaces a connection that falls silent',
    needs: ['hush', 'attempts'],
    run: async ({ harness, listen }) => {
      const listener = listen();
      await listener.live();
      const attempts = harness.attempts();
      harness.hush();
      await listener.until(() => listener.states.some(isSilence));
      await eventually(() => harness.attempts() > attempts);
    },
  },
  {
    name: 'keeps its connection while the queries change again and again',
    needs: ['attempts'],
    run: async ({ harness, listen, expect }) => {
      const listener = listen();
      await listener.live();
      const attempts = harness.attempts();
      for (const text of numbered(200)) {
        harness.post(text);
        listener.open();
        // A fake that signs what it sends must not let the source seem silent.
        await new Promise((resolve) => setImmediate(resolve));
      }
      await listener.until(() => listener.posts.length === 200);
      expect(listener.texts).toEqual(numbered(200));
      expect(listener.states).toEqual(['pending', 'live']);
      expect(harness.attempts() - attempts < 20).toEqual(true);
    },
  },
  {
    name: 'leaves no connection while it connects, is live or waits',
    needs: ['refuse', 'openSockets', 'attempts'],
    run: async ({ harness, listen, expect }) => {
      const gone = () => eventually(() => harness.openSockets() === 0);
      listen().close();
      await gone();
      const live = listen();
      await live.live();
      live.close();
      await gone();
      harness.refuse({ status: 503, headers: { 'Retry-After': '900' } });
      const waiting = listen();
      await waiting.until(() => waiting.states.length > 1);
      const attempts = harness.attempts();
      waiting.close();
      await gone();
      expect(harness.attempts()).toEqual(attempts);
    },
  },
  {
    name: 'can be checked without being opened',
    needs: ['refuse'],
    run: async ({ harness, scheduler, expect }) => {
      const source = harness.open(scheduler, noCursors);
      const check = async () => {
        const events = await firstValueFrom((source.check?.() ?? EMPTY).pipe(toArray()), { defaultValue: [] });
        return events.map((event) => (event.type === 'state' ? [event.state, event.reason?.status] : [event.type]));
      };
      expect(await check()).toEqual([]);
      const refuse = harness.refuseCheck ?? harness.refuse;
      refuse({ status: 503 });
      expect(await check()).toEqual([
        ['pending', 503],
        ['pending', undefined],
      ]);
      refuse({ status: 401 });
      const failure: unknown = await check().catch((error: unknown) => error);
      expect(factsOf(failure)).toEqual(['source_failed', 401]);
    },
  },
];

/** Returns the code and the status of an error. */
function factsOf(error: unknown): readonly unknown[] {
  return typeof error === 'object' && error !== null && 'code' in error && 'status' in error
    ? [error.code, error.status]
    : [];
}

import { Subject, VirtualTimeScheduler } from 'rxjs';
import { assignEventTime } from '../src/graph/event-time.ts';
import type { Gap, ScoredPost } from '../src/graph/index.ts';
import type { WindowChange } from '../src/graph/windows/active-windows.ts';
import { summaries } from '../src/graph/windows/summaries.ts';
import { windowCost, type Query, type WindowSpec } from '../src/model/index.ts';
import { parseQuery } from '../src/query/index.ts';
import { countHashtags, tokenise } from '../src/text/index.ts';
import { createWatermark, defaultWatermark } from '../src/window/index.ts';
import { median, readTexts, type Run } from './support.ts';

const rounds = 3;
const seconds = 100;
const postsPerSecond = 400;
const queryCount = 4;

/** The windows of each query: of a client, of one that floods with lengths that differ a little, and with steps that do. */
const sides: Readonly<Record<string, readonly WindowSpec[]>> = {
  one: [{ windowMs: 90_000, everyMs: 250 }],
  sharing: Array.from({ length: 64 }, (_, index) => ({ windowMs: 90_000 - 250 * index, everyMs: 250 })),
  apart: Array.from({ length: 4 }, (_, index) => ({ windowMs: 360 * (250 + index), everyMs: 250 + index })),
};

/**
 * Windows of queries that match every post, over 100 s at 400 posts/s in virtual time: the memory of a window and of a
 * unit of its price, and the CPU time of a summary, each with its share of counting the posts.
 */
export const run: Run = async () => {
  const { source, texts } = readTexts();
  const results = texts.map(({ text }) => scored(text));
  const figures: Record<string, Record<string, number>> = {};
  for (const [name, specs] of Object.entries(sides)) {
    const passes: Readonly<Record<'bytes' | 'micros' | 'summaries', number>>[] = [];
    for (let round = 0; round <= rounds; round += 1) passes.push(await pass(results, specs));
    const of = (figure: 'bytes' | 'micros' | 'summaries') => median(passes.slice(1).map((each) => each[figure]));
    const price = queryCount * specs.reduce((sum, spec) => sum + windowCost(spec), 0);
    figures[name] = {
      windows: queryCount * specs.length,
      bytesPerWindow: Math.round(of('bytes') / (queryCount * specs.length)),
      bytesPerPrice: Math.round(of('bytes') / price),
      microsPerSummary: of('micros') / of('summaries'),
    };
  }
  return { source, rounds, ...figures };
};

const queries: readonly Query[] = Array.from({ length: queryCount }, (_, index) => parseQuery(`topic${index}`));

function scored(text: string): ScoredPost {
  const matches = queries.map((query) => ({ query, spans: [] }));
  const post = { id: text, source: 'bench', at: 0, text };
  const hashtags = countHashtags(tokenise(text), undefined);
  const score = { compound: 0.5, pos: 0, neu: 1, neg: 0 };
  return { post, matches, hashtags, score, topics: matches.map(() => ({ compound: 0, polarityIndex: 2 })) };
}

async function pass(results: readonly ScoredPost[], specs: readonly WindowSpec[]) {
  const scheduler = new VirtualTimeScheduler();
  const watermark = createWatermark(defaultWatermark);
  const changes$ = new Subject<WindowChange>();
  const posts$ = new Subject<ScoredPost>();
  let emitted = 0;
  const before = await memory();
  const subscription = posts$
    .pipe(
      assignEventTime({ watermark, scheduler, onLate: () => undefined }),
      summaries({ changes$, gaps$: new Subject<Gap>() }, { watermark, scheduler }),
    )
    .subscribe(() => (emitted += 1));
  for (const query of queries) {
    for (const spec of specs) changes$.next({ type: 'window-opened', window: { query, ...spec } });
  }
  const start = process.cpuUsage();
  for (let index = 0; index < seconds * postsPerSecond; index += 1) {
    const now = Math.floor((1_000 * index) / postsPerSecond);
    scheduler.maxFrames = now;
    scheduler.flush();
    scheduler.frame = now;
    const result = results[index % results.length];
    if (result === undefined) throw new Error('There are no texts.');
    Object.assign(result.post, { at: now });
    posts$.next(result);
  }
  const { user } = process.cpuUsage(start);
  const bytes = (await memory()) - before;
  subscription.unsubscribe();
  return { bytes, micros: user, summaries: emitted };
}

/** Bytes in use once what was let go of has been collected; of the heap and of what it holds outside of it. */
async function memory(): Promise<number> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('This bench needs --expose-gc, as `npm run bench` gives it.');
  for (let times = 0; times < 3; times += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

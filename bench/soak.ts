import { performance } from 'node:perf_hooks';
import type { CDPSession } from 'playwright-core';
import { launchBrowser, openTab, serve, type Tab } from '../test/support/browser.ts';
import { median, type Run } from './support.ts';

const minutes = Number(process.env['SOAK_MINUTES'] ?? 60);
const postsPerSecond = 400;
const queries = 'pizza coffee football music work school weather train movie phone'.split(' ');

/** A script that records the durations of a page's frames until they are read, in ms. */
const watchFrames = `(() => {
  let last = performance.now();
  const frames = [];
  const each = (now) => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(each);
  };
  requestAnimationFrame(each);
  globalThis.takeFrames = () => frames.splice(0);
})()`;

/**
 * Runs the demo at ten times its rate in one tab of a real Chromium with ten queries, for an hour: measures the page's
 * heap after a collection each minute, and its frame times. Needs a browser and time, so it runs by name only.
 */
export const run: Run = async () => {
  const server = await serve('--source', `demo?rate=${postsPerSecond}&seed=1`);
  const browser = await launchBrowser();
  try {
    const search = queries.map((query) => `q=${query}`).join('&');
    const tab = await openTab(browser, `${server.url}/?${search}`);
    const debug = await tab.page.context().newCDPSession(tab.page);
    await debug.send('Performance.enable');
    await tab.page.evaluate(watchFrames);
    const samples: Sample[] = [];
    const start = performance.now();
    for (let minute = 1; minute <= minutes; minute += 1) {
      const wait = start + minute * 60_000 - performance.now();
      await new Promise((resolve) => setTimeout(resolve, wait));
      const sample = await sampleOf(tab, debug);
      samples.push(sample);
      console.error(`minute ${minute}: ${JSON.stringify(sample)}`);
    }
    return { minutes, postsPerSecond, queries: queries.length, ...verdict(samples), faults: tab.faults };
  } finally {
    await browser.close();
    await server.stop();
  }
};

interface Sample {
  readonly heapMiB: number;
  readonly nodes: number;
  readonly framesPerSecond: number;
  /** The 99th percentile of the time between two frames, in ms. */
  readonly p99FrameMs: number;
}

async function sampleOf({ page }: Tab, debug: CDPSession): Promise<Sample> {
  // Before the collection, whose pause does not count.
  const taken: unknown = await page.evaluate('takeFrames()');
  const frames = Array.isArray(taken) ? taken.map(Number).toSorted((a, b) => a - b) : [];
  const seconds = frames.reduce((sum, frame) => sum + frame, 0) / 1_000;
  await debug.send('HeapProfiler.collectGarbage');
  const { metrics } = await debug.send('Performance.getMetrics');
  const figure = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return {
    heapMiB: rounded(figure('JSHeapUsedSize') / 2 ** 20),
    nodes: figure('Nodes'),
    framesPerSecond: rounded(frames.length / seconds),
    p99FrameMs: rounded(frames[Math.floor(frames.length * 0.99)] ?? NaN),
  };
}

/** Returns the medians of the minutes 6 to 10 and of the last five, between which the heap must not grow. */
function verdict(samples: readonly Sample[]) {
  const middle = (of: readonly Sample[], figure: keyof Sample) => rounded(median(of.map((sample) => sample[figure])));
  const [early, late] = [samples.slice(5, 10), samples.slice(-5)];
  return {
    heapMiB: { early: middle(early, 'heapMiB'), late: middle(late, 'heapMiB') },
    nodes: { early: middle(early, 'nodes'), late: middle(late, 'nodes') },
    framesPerSecond: middle(samples, 'framesPerSecond'),
    p99FrameMs: middle(samples, 'p99FrameMs'),
    ratio: rounded(middle(late, 'heapMiB') / middle(early, 'heapMiB')),
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

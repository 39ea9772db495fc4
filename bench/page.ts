import { demoDay } from '../test/support/demo-day.ts';
import { launchBrowser, openTab, serve, type Serving, type Tab } from '../test/support/browser.ts';
import { isRecord } from '../src/model/index.ts';
import { median, type Run } from './support.ts';

const topics = ['pizza', 'coffee', 'football'];
const postsPerSecond = Number(process.env['PAGE_POSTS_PER_SECOND'] ?? 1_000);
/** The processor that a phone has, against this one. */
const slowdown = 6;
const warmMs = 8_000;
const measuredMs = 20_000;
const stepMs = 20;

/**
 * The page in Chromium with a processor that is six times slower, while 1,000 posts/s match one of three queries: frames
 * per second, and the time from a click to the frame that shows its effect. The server and the browser share the machine.
 */
export const run: Run = async () => {
  const [browser, server] = await Promise.all([launchBrowser(), serve('--source', 'stdin', '--quiet', '0ms')]);
  // The rows that are still to be written when the server ends are of no use.
  server.child.stdin.on('error', () => undefined);
  const tab = await openTab(browser, `${server.url}/?${topics.map((topic) => `q=${topic}`).join('&')}`);
  await tab.page.getByText('stdin: live').waitFor();
  const stop = flood(server);
  try {
    await tab.page.locator('.feed .post').nth(5).waitFor();
    const session = await tab.page.context().newCDPSession(tab.page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await tab.page.waitForTimeout(warmMs);
    const frames = await framesIn(tab, measuredMs);
    const clickMs = await clicksIn(tab);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const summed = await tab.page.locator('.ledger').textContent();
    return { postsPerSecond, slowdown, sent: stop(), ...frames, clickMs, ledger: summed ?? '' };
  } finally {
    stop();
    await browser.close();
    await server.stop();
  }
};

/** Sends matching posts at the rate; returns the function that stops it and gives their number. */
function flood(server: Serving): () => number {
  const texts = demoDay({ posts: 60_000, end: Date.now(), seed: 5 })
    .map(({ text }) => text)
    .filter((text) => topics.some((topic) => text.toLowerCase().includes(topic)));
  const begin = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begin) / 1_000) * postsPerSecond);
    const count = due - sent;
    const batch = Array.from({ length: count }, (_, index) => ({
      ...{ id: `b${sent + index}`, author: `author${(sent + index) % 500}` },
      text: texts[(sent + index) % texts.length] ?? '',
    }));
    server.send(...batch);
    sent = due;
  }, stepMs);
  return () => {
    clearInterval(timer);
    return sent;
  };
}

async function framesIn({ page }: Tab, ms: number) {
  const found: unknown = await page.evaluate(`new Promise((resolve) => {
    const begin = performance.now();
    let last = begin, count = 0, longest = 0;
    requestAnimationFrame(function frame() {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      count += 1;
      if (now - begin < ${ms}) requestAnimationFrame(frame);
      else resolve({ framesPerSecond: (1000 * count) / (now - begin), longestFrameMs: longest });
    });
  })`);
  return isRecord(found) ? found : {};
}

const clicks = [
  ...['button:has-text("Topic only")', 'button:has-text("Share")', 'button:has-text("Whole posts")'],
  ...['.card .pick', 'button:has-text("Pause")', 'button:has-text("Resume")', 'button:has-text("15m")'],
  ...['.card .pick', 'button:has-text("Volume")', 'button:has-text("5m")'],
];

/** Clicks, and takes the time from each click to the next frame after its handlers. */
async function clicksIn({ page }: Tab) {
  const times: number[] = [];
  for (const selector of [...clicks, ...clicks]) {
    const ms: unknown = await page.evaluate(`new Promise((resolve) => {
      const button = [...document.querySelectorAll(${JSON.stringify(selector.split(':')[0])})]
        .find((each) => each.textContent.includes(${JSON.stringify(/"(.*)"/.exec(selector)?.[1] ?? '')}));
      // The event waits in the queue behind whatever the page does, as one of the reader does.
      const { port1, port2 } = new MessageChannel();
      const begin = performance.now();
      port1.onmessage = () => {
        button.click();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begin)));
      };
      port2.postMessage(0);
    })`);
    times.push(Number(ms));
    await page.waitForTimeout(437);
  }
  return { median: median(times), longest: Math.max(...times), count: times.length };
}

import { expect, it } from 'vitest';
import { isRecord } from '../../src/model/index.ts';
import type { Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';

const shared = sharePage('--source', 'demo?seed=7');

/** The longest window of shifts, and the longest time between two of its shifts, in ms. */
const [windowMs, gapMs] = [5_000, 1_000];

/** Returns the cumulative layout shift of a page (https://web.dev/articles/cls), from its beginning. */
async function shiftOf({ page }: Tab): Promise<number> {
  const found = await page.evaluate<unknown[]>(`new Promise((resolve) => {
    const found = [];
    new PerformanceObserver((list) => found.push(...list.getEntries()))
      .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(found.filter(({ hadRecentInput }) => !hadRecentInput)
      .map(({ startTime, value }) => ({ startTime, value }))), 500);
  })`);
  let [worst, sum, begin, last] = [0, 0, -Infinity, -Infinity];
  for (const { startTime, value } of found.filter(isRecord)) {
    const at = Number(startTime);
    if (at - last > gapMs || at - begin > windowMs) [sum, begin] = [0, at];
    sum += Number(value);
    last = at;
    worst = Math.max(worst, sum);
  }
  return worst;
}

it.each([
  ['a desktop', { viewport: { width: 1350, height: 940 } }],
  ['a phone', { viewport: { width: 412, height: 823 }, hasTouch: true, isMobile: true }],
] as const)('nothing jumps on %s while figures and posts arrive', async (_, options) => {
  const tab = await shared.open('/?q=pizza&q=coffee', options);
  await tab.page.locator('.post').nth(5).waitFor();
  const shown = (): Promise<string | null> => tab.page.locator('.post .text').first().textContent();
  for (let changes = 0; changes < 5; changes += 1) await expect.poll(shown).not.toBe(await shown());
  expect(await shiftOf(tab)).toBeLessThanOrEqual(0.05);
});

import { describe, expect, it } from 'vitest';
import type { BrowserContextOptions } from 'playwright-core';
import { accessFaults, textsOf, type Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';

const screen = { viewport: { width: 1920, height: 1080 } };
const topics = ['pizza', 'coffee', 'football', 'music', 'weather', 'train', 'movie', 'phone', 'game', 'tea'];

const shared = sharePage('--source', 'demo?seed=7&rate=80');

async function open(search: string, options: BrowserContextOptions = screen): Promise<Tab> {
  const tab = await shared.open(`/${search}`, options);
  return tab;
}

const isOnWall = ({ page }: Tab): boolean => new URL(page.url()).searchParams.get('wall') === '1';
const isFull = ({ page }: Tab): Promise<boolean> => page.evaluate<boolean>('document.fullscreenElement !== null');

describe('the wall', () => {
  it('is opened from the menu on the full screen, and left by its button', async () => {
    const tab = await open('?q=pizza&q=coffee&hide=coffee');
    await tab.page.locator('.view-menu summary').click();
    await tab.page.getByRole('button', { name: 'Show on a wall' }).click();
    await tab.page.locator('.wall-mean .polarity').waitFor();
    await expect.poll(() => isFull(tab)).toBe(true);
    expect(isOnWall(tab)).toBe(true);
    expect(await textsOf(tab, '.wall-figure bdi', 'each.textContent')).toEqual(['pizza']);
    expect(await textsOf(tab, 'button, a, input, select, [tabindex]', 'each.textContent')).toEqual(['Leave']);
    await tab.page.getByRole('button', { name: 'Leave' }).click();
    await tab.page.getByRole('article', { name: 'coffee' }).waitFor();
    await expect.poll(() => isFull(tab)).toBe(false);
    expect(isOnWall(tab)).toBe(false);
  });

  it('is opened and left by keys, and keeps the screen on meanwhile', async () => {
    const tab = await open('?q=pizza');
    await tab.page.evaluate(`window.locks = []; Object.defineProperty(navigator, 'wakeLock', { value: {
      request: async (kind) => { locks.push(kind); return { release: async () => void locks.push('released') }; } } })`);
    await tab.page.keyboard.press('w');
    await tab.page.locator('.wall').waitFor();
    await tab.page.keyboard.press('Escape');
    await tab.page.locator('.wall').waitFor({ state: 'detached' });
    await expect.poll(() => tab.page.evaluate('locks.join()')).toBe('screen,released');
  });

  it('is opened by a link or by touch, and left by touch', async () => {
    const tab = await open('?q=pizza&wall', { viewport: { width: 1280, height: 800 }, hasTouch: true });
    await tab.page.locator('.wall-mean .polarity').waitFor();
    expect(await accessFaults(tab)).toEqual([]);
    const leave = tab.page.getByRole('button', { name: 'Leave' });
    await leave.tap();
    await tab.page.getByRole('article', { name: 'pizza' }).waitFor();
    expect(isOnWall(tab)).toBe(false);
    await tab.page.locator('.view-menu summary').tap();
    await tab.page.getByRole('button', { name: 'Show on a wall' }).tap();
    await leave.waitFor();
    expect(isOnWall(tab)).toBe(true);
  });

  it('can be read from afar, and fits the screen, with one query or ten', async () => {
    for (const count of [1, 3, 10]) {
      const search = topics.slice(0, count).map((topic) => `q=${topic}`);
      const tab = await open(`?${search.join('&')}&wall=1`);
      await tab.page.locator('.wall-mean .polarity').first().waitFor();
      const sizes = await textsOf(tab, '.wall :is(h1, h2, p, button)', 'getComputedStyle(each).fontSize');
      // 16 minutes of arc (ISO 9241-303) at 3 m are 14 mm, which 32 px have on a screen that is 90 cm wide.
      expect(Math.min(...sizes.map(parseFloat))).toBeGreaterThanOrEqual(32);
      const means = await textsOf(tab, '.wall-mean', 'getComputedStyle(each).fontSize');
      expect(Math.min(...means.map(parseFloat))).toBeGreaterThanOrEqual(60);
      const chart = (await tab.page.locator('.wall-chart canvas').boundingBox()) ?? { y: 0, height: 0 };
      expect(chart.height).toBeGreaterThan(400);
      expect(chart.y + chart.height).toBeLessThanOrEqual(1080);
      const overflow = `document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight`;
      expect(await tab.page.evaluate(overflow)).toBe(false);
    }
  });
});

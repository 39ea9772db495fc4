import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { BrowserContextOptions } from 'playwright-core';
import { isRecord } from '../../src/model/index.ts';
import { accessFaults, textsOf, type Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';
import { plantedBurst } from '../support/planted-burst.ts';

const topics = ['pizza', 'coffee', 'football'];
const search = topics.map((topic) => `q=${topic}`).join('&');
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const shared = sharePage('--source', 'stdin');
/** The time of the burst, and the end of the posts. */
let burst: { from: number; to: number };
let end: number;

beforeAll(async () => {
  const first = await shared.open(`/?${search}`);
  await first.page.getByText('stdin: live').waitFor();
  // The store counts in steps of 10 s, of which finer points are shares: the posts end with one, so that none is cut.
  end = Math.floor(Date.now() / 10_000) * 10_000;
  burst = { from: end - 110_000, to: end - 90_000 };
  const posts = plantedBurst({ topics, from: end - 600_000, to: end, burst });
  shared.send(...posts);
  const count = posts.filter(({ text }) => text.includes('pizza')).length;
  await vi.waitFor(async () => {
    expect(await storedPosts(end - 700_000)).toBe(count);
  }, 30_000);
  await first.close();
});

async function storedPosts(from: number): Promise<number> {
  const answer: unknown = await fetch(`${shared.url()}/v1/history?query=pizza&from=${from}&step=10000`).then(
    (response) => response.json(),
  );
  const buckets: unknown = isRecord(answer) ? answer['buckets'] : [];
  if (!Array.isArray(buckets)) return 0;
  return buckets.reduce<number>((sum, bucket: unknown) => sum + (isRecord(bucket) ? Number(bucket['posts']) : 0), 0);
}

/** Opens the charts at a span that has the burst in it, which stands still. */
async function open(options: BrowserContextOptions = {}, more = ''): Promise<Tab> {
  const tab = await shared.open(`/?${search}&from=${end - 300_000}&to=${end}${more}`, options);
  await tab.page.locator('.readout-values b', { hasText: /\d/ }).nth(2).waitFor();
  return tab;
}

/** Returns the place of a time in the upper chart, at a part of its height. */
async function placeOf({ page }: Tab, at: number, height: number): Promise<{ x: number; y: number }> {
  const area = page.locator('.plot.upper .u-over');
  await area.scrollIntoViewIfNeeded();
  const box = (await area.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { x: box.x + (box.width * (at - end + 300_000)) / 300_000, y: box.y + box.height * height };
}

/** An unusual word or tag. */
const term = ({ page }: Tab, name: string) => page.locator('.term').filter({ hasText: name });
const focused = ({ page }: Tab): Promise<string> =>
  page.evaluate<string>(`document.activeElement.id || document.activeElement.className`);
const spanIn = ({ page }: Tab): readonly number[] =>
  ['from', 'to'].map((name) => Number(new URL(page.url()).searchParams.get(name)));
const isLive = ({ page }: Tab): Promise<string | null> =>
  page.getByRole('button', { name: 'Live' }).getAttribute('aria-pressed');

describe('a point of the charts', () => {
  it('tells by a click what happened: unusual words, shares and the posts of its window', async () => {
    const tab = await open();
    const { page } = tab;
    const { x, y } = await placeOf(tab, burst.from + 10_000, 0.9);
    await page.mouse.click(x, y);
    const panel = page.getByRole('region', { name: 'What happened?' });
    await term(tab, 'contamination').waitFor();
    expect(await focused(tab)).toBe('why-title');
    expect(await panel.getByLabel('Query').inputValue()).toBe('pizza');
    expect(await term(tab, '#recall').count()).toBe(1);
    expect(await panel.locator('.why-facts').textContent()).toMatch(/times the rest of the time shown; mean −0/);
    const [here = '', usual = ''] = await textsOf(tab, '.why-shares .negative:not(.bar *)', 'each.textContent');
    expect(parseInt(here, 10)).toBeGreaterThan(parseInt(usual, 10));
    await term(tab, 'contamination').click();
    await panel.getByText('Posts with contamination').waitFor();
    const texts = await panel.locator('.post .text').allTextContents();
    expect(texts).toContainEqual(expect.stringContaining('contamination'));
    expect(texts.filter((text) => !text.includes('contamination'))).toEqual([]);
    expect(await accessFaults(tab)).toEqual([]);

    const { pathname, search: view } = new URL(page.url());
    const colleague = await shared.open(pathname + view);
    await term(colleague, 'contamination').waitFor();
    await page.mouse.move(x, 5);
    for (const selector of ['.why-facts', '#chart-title', '.why-window time', '.readout-values']) {
      const [mine, theirs] = [page.locator(selector), colleague.page.locator(selector)];
      await expect.poll(() => theirs.textContent()).toBe(await mine.textContent());
    }
    await panel.getByRole('button', { name: 'Close what happened' }).click();
    await page.getByRole('region', { name: 'Posts' }).waitFor();
    expect(await focused(tab)).toBe('charts');
    expect(new URL(page.url()).searchParams.get('why')).toBeNull();
  });

  it('tells it by the keyboard alone, from one flag to the next, and goes on live', async () => {
    const tab = await open();
    const { page } = tab;
    await page.getByRole('button', { name: 'Live' }).click();
    await expect.poll(() => isLive(tab)).toBe('true');
    await page.locator('.charts').focus();
    await page.keyboard.press('ArrowUp');
    await page
      .getByRole('status')
      .getByText(/times|×.*pizza.*Enter tells why/)
      .waitFor();
    await page.keyboard.press('Enter');
    await term(tab, 'contamination').waitFor();
    expect(await focused(tab)).toBe('why-title');
    expect(await isLive(tab)).toBe('false');
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Posts' }).waitFor();
    expect(await focused(tab)).toBe('charts');
  });

  it('tells it by a tap, over the lower part of a phone', async () => {
    const tab = await open(phone);
    const { x, y } = await placeOf(tab, burst.from + 10_000, 0.9);
    await tab.page.touchscreen.tap(x, y);
    await term(tab, 'contamination').tap();
    await tab.page.getByText('Posts with contamination').waitFor();
    expect(await accessFaults(tab)).toEqual([]);
    expect(await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await tab.page.getByRole('button', { name: 'Close what happened' }).tap();
    await tab.page.locator('.why-panel').waitFor({ state: 'detached' });
  });

  it('tells it by a tap on a flag, whatever line is below', async () => {
    const tab = await open(phone);
    const { x, y } = await placeOf(tab, burst.to, 0.04);
    await tab.page.touchscreen.tap(x, y);
    await term(tab, 'contamination').waitFor();
    expect(await tab.page.getByLabel('Query', { exact: true }).inputValue()).toBe('pizza');
  });

  it('says that the answer failed, and asks again', async () => {
    const tab = await open();
    await tab.page.route('**/v1/why?*', (route) => route.abort(), { times: 1 });
    const { x, y } = await placeOf(tab, burst.from + 10_000, 0.9);
    await tab.page.mouse.click(x, y);
    await tab.page.getByRole('region', { name: 'What happened?' }).getByRole('button', { name: 'Try again' }).click();
    await term(tab, 'contamination').waitFor();
    expect(tab.faults.every((fault) => fault.includes('net::ERR_FAILED'))).toBe(true);
    shared.tabs.splice(shared.tabs.indexOf(tab), 1);
    await tab.close();
  });
});

describe('the shown time', () => {
  it('has its top words on the cards', async () => {
    const tab = await open({}, '');
    const words = tab.page.getByRole('article', { name: 'pizza' }).locator('.tops');
    await words.getByRole('button', { name: 'contamination' }).waitFor();
    await words.getByTitle('Most used words in the shown time').waitFor();
    await tab.page.getByRole('button', { name: 'Live' }).click();
    await words.getByTitle('Most used words in the last 5 min').waitFor();
  });

  it('is zoomed by a drag, moved by buttons, and live again at the present', async () => {
    const tab = await open();
    const { page } = tab;
    const [from, to] = await Promise.all([placeOf(tab, burst.from, 0.5), placeOf(tab, burst.to, 0.5)]);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => Math.abs((spanIn(tab)[0] ?? 0) - burst.from)).toBeLessThan(8_000);
    const [start = 0, stop = 0] = spanIn(tab);
    expect(stop - start).toBe(30_000);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    expect(spanIn(tab)).toEqual([start - 15_000, stop + 15_000]);
    await page.getByRole('button', { name: 'Earlier' }).click();
    expect(spanIn(tab)).toEqual([start - 45_000, stop - 15_000]);
    await page.getByRole('button', { name: 'Later' }).click();
    expect(spanIn(tab)).toEqual([start - 15_000, stop + 15_000]);
    await page.getByRole('button', { name: '15m', exact: true }).click();
    expect(await isLive(tab)).toBe('true');
    await page.getByRole('button', { name: 'Earlier' }).click();
    expect(await isLive(tab)).toBe('false');
    // A busy machine takes so long for a click that the present has moved on: as for a reader, it takes another one then.
    const later = page.getByRole('button', { name: 'Later' });
    await expect
      .poll(async () => {
        await later.click();
        return isLive(tab);
      })
      .toBe('true');
    expect(new URL(page.url()).searchParams.get('from')).toBeNull();
  });

  it('is moved, zoomed and selected by keys', async () => {
    const tab = await open();
    const { page } = tab;
    await page.locator('.charts').focus();
    await page.keyboard.press('PageUp');
    expect(spanIn(tab)).toEqual([end - 450_000, end - 150_000].map((at) => Math.round(at / 1_000) * 1_000));
    await page.keyboard.press('+');
    const [from = 0, to = 0] = spanIn(tab);
    expect(to - from).toBe(150_000);
    await page.keyboard.press('End');
    for (let presses = 0; presses < 20; presses++) await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    const [start = 0, stop = 0] = spanIn(tab);
    expect([stop - start, Math.abs(to - stop) <= 2_000]).toEqual([40_000, true]);
    await page.keyboard.press('l');
    expect(await isLive(tab)).toBe('true');
  });

  it('is moved by taps, zoomed by two fingers, and live again by a tap', async () => {
    const tab = await open(phone);
    const { page } = tab;
    await page.getByRole('button', { name: 'Earlier' }).tap();
    await page.getByRole('button', { name: 'Later' }).tap();
    await expect.poll(() => spanIn(tab)[1]).toBe(end);
    const [left, right] = await Promise.all([placeOf(tab, end - 200_000, 0.5), placeOf(tab, end - 100_000, 0.5)]);
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: readonly number[]): Promise<unknown> =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: apart.flatMap((by) => [
          { id: 1, x: left.x - by, y: left.y },
          { id: 2, x: right.x + by, y: right.y },
        ]),
      });
    await send('touchStart', [0]);
    for (const by of [20, 40, 60]) await send('touchMove', [by]);
    await send('touchEnd', []);
    await expect.poll(() => (spanIn(tab)[1] ?? 0) - (spanIn(tab)[0] ?? 0)).toBeLessThan(250_000);
    await page.getByRole('button', { name: 'Live' }).tap();
    await expect.poll(() => isLive(tab)).toBe('true');
  });

  it('is read from the store where the page has not seen it, and says so while it is loaded or cannot be', async () => {
    const tab = await open();
    const { page } = tab;
    let isFailing = true;
    await page.route('**/v1/history?*', (route) =>
      isFailing ? route.fulfill({ status: 503, body: '{}' }) : route.continue(),
    );
    await page.locator('.charts').focus();
    await page.keyboard.press('PageUp');
    await page.getByText('The store cannot be read.').waitFor();
    isFailing = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The store cannot be read.').waitFor({ state: 'detached' });
    await page.locator('.busy').waitFor({ state: 'detached' });
    await page.getByText('Figures as a table').click();
    const rows = await page.locator('.data-table tbody tr').allTextContents();
    expect(rows.filter((row) => /\d posts/.test(row)).length).toBeGreaterThan(20);
    expect(tab.faults.every((fault) => fault.includes('503'))).toBe(true);
    shared.tabs.splice(shared.tabs.indexOf(tab), 1);
    await tab.close();
  });
});

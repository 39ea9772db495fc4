import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser, ledgerOf, openTab, serve } from '../support/browser.ts';

let browser: Browser;
const folder = mkdtempSync(`${tmpdir()}/undertone-`);

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Returns whether a fault is the browser's own report of a lost server. */
const isUnreachable = (fault: string): boolean =>
  /ERR_(CONNECTION_(REFUSED|RESET)|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)|WebSocket connection to/.test(fault);

describe('a page whose server is killed', () => {
  it('reports it, reconnects by itself, shows the gap, and fills its charts from the store', async () => {
    const store = ['--store', `sqlite:${folder}/kept.db`, '--source', 'stdin'];
    const first = await serve(...store);
    const tab = await openTab(browser, `${first.url}/?q=pizza`);
    const { page } = tab;
    await page.getByText('stdin: live').waitFor();
    first.send(
      { id: 'a1', text: 'I love pizza' },
      { id: 'a2', text: 'I hate pizza' },
      { id: 'a3', text: 'What a great pizza' },
    );
    await page.locator('.post').nth(2).waitFor();
    expect(await page.locator('.post .text').allTextContents()).toEqual([
      'What a great pizza',
      'I hate pizza',
      'I love pizza',
    ]);
    // The store is at most a second behind.
    await expect.poll(() => storedPosts(first.url), { timeout: 10_000 }).toBe(3);
    await first.stop('SIGKILL');
    await page
      .getByText(/The connection was lost/)
      .first()
      .waitFor();
    await page.getByText('Reconnecting').waitFor();
    await page.locator('.readout').getByText('no connection').waitFor();

    const again = await serve(...store, '--port', new URL(first.url).port);
    const opened = await page.evaluate<number>('performance.timeOrigin');
    const button = page.getByRole('button', { name: 'Try now' });
    await button.or(page.locator('.status').getByText('Connected')).first().waitFor();
    if (await button.isVisible()) await button.click();
    await page.locator('.status').getByText('Connected').waitFor({ timeout: 40_000 });
    expect(await page.evaluate<number>('performance.timeOrigin')).toBe(opened);
    await page
      .locator('.gaps')
      .getByText(/connection.*its posts are missing/)
      .waitFor();
    await page.getByText('stdin: live').waitFor();
    again.send({ id: 'b1', text: 'Pizza again, wonderful' });
    await page.getByText('again, wonderful').waitFor();

    const fresh = await openTab(browser, `${again.url}/?q=pizza`);
    await fresh.page.locator('.post').nth(2).waitFor();
    await fresh.page.getByText('Figures as a table').click();
    await expect.poll(() => fresh.page.locator('.data-table tbody').textContent()).toMatch(/posts/);
    expect(fresh.faults).toEqual([]);
    expect(tab.faults.filter((fault) => !isUnreachable(fault))).toEqual([]);
    await Promise.all([tab.close(), fresh.close()]);
    await again.stop();
  });
});

describe('a page that waits to connect again', () => {
  it('does so at once, by a tap or by the keyboard alone', async () => {
    const first = await serve('--source', 'stdin');
    const url = `${first.url}/?q=pizza`;
    const tabs = await Promise.all([
      openTab(browser, url, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
      openTab(browser, url),
    ]);
    for (const { page } of tabs) {
      await page.getByText('stdin: live').waitFor();
      // No time passes, so that it does not connect by itself.
      await page.clock.install();
      await page.clock.pauseAt(Date.now() + 60_000);
    }
    await first.stop('SIGKILL');
    const again = await serve('--source', 'stdin', '--port', new URL(first.url).port);
    for (const [index, { page }] of tabs.entries()) {
      const button = page.getByRole('button', { name: 'Try now' });
      await button.waitFor();
      if (index === 0) await button.tap();
      else {
        while ((await page.evaluate('document.activeElement.textContent')) !== 'Try now')
          await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
      }
      await page.clock.resume();
      await page.locator('.status').getByText('Connected').waitFor();
    }
    expect(tabs.flatMap(({ faults }) => faults).filter((fault) => !isUnreachable(fault))).toEqual([]);
    await Promise.all(tabs.map((tab) => tab.close()));
    await again.stop();
  });
});

async function storedPosts(url: string): Promise<number> {
  const answer: unknown = await fetch(`${url}/v1/posts?query=pizza`).then((response) => response.json());
  return JSON.stringify(answer).split('"source"').length - 1;
}

describe('a page that is too slow', () => {
  it('receives sums, counts them, and reports it', async () => {
    const limits = ['--max-outbox-frames', '20', '--max-outbox-bytes', '20000', '--stats', '1s'];
    const server = await serve('--source', 'demo?seed=1&rate=10000', ...limits);
    const tab = await openTab(browser, `${server.url}/?q=pizza+OR+coffee+OR+football+OR+music+OR+work+OR+school`);
    await tab.page.locator('.post').nth(3).waitFor();
    await expect
      .poll(
        async () => {
          // The tab does nothing else meanwhile, so that frames pile up.
          await tab.page.evaluate('{ const end = performance.now() + 3000; while (performance.now() < end); }');
          return (await ledgerOf(tab))['merged into sums'] ?? 0;
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBeGreaterThan(0);
    await tab.page.getByText('demo: live').waitFor();
    expect(tab.faults).toEqual([]);
    await tab.close();
    await server.stop();
  });
});

describe('a page behind a token', () => {
  it('is opened once by its address, and removes the token from it', async () => {
    const server = await serve('--source', 'demo?seed=2', '--token', 'a-secret/1');
    expect((await fetch(server.url)).status).toBe(401);
    const token = encodeURIComponent('a-secret/1');
    const tab = await openTab(browser, `${server.url}/?q=pizza&access_token=${token}`);
    await tab.page.locator('.post').nth(1).waitFor();
    expect(tab.page.url()).not.toMatch(/token|secret/);
    await tab.page.reload();
    await tab.page.locator('.post').nth(1).waitFor();
    expect(tab.faults).toEqual([]);
    await tab.close();
    await server.stop();
  });
});

describe('posts of a recording', () => {
  it('are shown in their own time', async () => {
    const server = await serve('--source', 'stdin');
    const tab = await openTab(browser, `${server.url}/?q=pizza`);
    await tab.page.getByText('stdin: live').waitFor();
    server.send({ text: 'I love pizza', createdAt: '2020-02-03T10:00:00Z' });
    await tab.page.getByText("Times are the posts' own: 3 Feb 2020.").waitFor();
    await tab.page.getByRole('article', { name: 'pizza' }).locator('.mean b', { hasText: '+0.64' }).waitFor();
    expect(tab.faults).toEqual([]);
    await tab.close();
    await server.stop();
  });
});

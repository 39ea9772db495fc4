import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser, openTab, serve, type Serving, type Tab } from '../support/browser.ts';

let browser: Browser;
/** A server of the demo, for the tests that change nothing of it. */
let demo: Serving;
const folder = mkdtempSync(`${tmpdir()}/undertone-`);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const open: { tabs: Tab[]; servers: Serving[] } = { tabs: [], servers: [] };

beforeAll(async () => {
  [browser, demo] = await Promise.all([launchBrowser(), serve('--source', 'demo?rate=40')]);
});
afterAll(async () => {
  await Promise.all([browser.close(), demo.stop()]);
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  await Promise.all(open.tabs.splice(0).map((tab) => tab.close()));
  await Promise.all(open.servers.splice(0).map((server) => server.stop()));
});

async function started(...args: readonly string[]): Promise<Serving> {
  const server = await serve(...args);
  open.servers.push(server);
  return server;
}

async function opened(url: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await openTab(browser, url, options);
  open.tabs.push(tab);
  return tab;
}

const tableOf = async ({ page }: Tab): Promise<string> => {
  await page.getByText('Figures as a table').click();
  const text = (await page.locator('.data-table tbody').textContent()) ?? '';
  await page.getByText('Figures as a table').click();
  return text;
};

describe('time in which a query was not tracked', () => {
  it('is shown apart from silence, after a restart of the server and for every page', async () => {
    const store = ['--store', `sqlite:${folder}/kept.db`, '--source', 'stdin', '--resume-window', '1s'];
    const first = await started(...store);
    const tab = await opened(`${first.url}/?q=pizza`);
    await tab.page.getByText('stdin: live').waitFor();
    first.send({ id: 'a1', text: 'I love pizza' });
    await tab.page.locator('.post').first().waitFor();
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    await tab.close();
    await first.stop('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 22_000));
    const second = await started(...store);
    const fresh = await opened(`${second.url}/?q=pizza&range=15m`);
    await fresh.page.getByText('stdin: live').waitFor();
    await fresh.page.locator('.mean b').waitFor();
    await expect.poll(() => tableOf(fresh)).toMatch(/not tracked.*–.*1 posts|not tracked.*1 posts/);
    expect(await fresh.page.locator('.readout').textContent()).toContain('Since tracking began');
  });
});

describe('a source that fails', () => {
  it('is an open gap with its reason from the first second', async () => {
    const server = await started('--source', 'poll:http://127.0.0.1:9/none', '--source', 'demo');
    const { page } = await opened(`${server.url}/?q=pizza`);
    const gap = page.locator('.open-gap');
    await gap.waitFor();
    expect(await gap.textContent()).toMatch(/^poll.* since .*its posts are missing\. .*\w/);
  });
});

describe('a store that cannot be read', () => {
  it('is named beside the charts, and read again by a tap', async () => {
    const tab = await opened(demo.url, phone);
    await tab.page.route('**/v1/history*', (route) => route.fulfill({ status: 503, body: '{}' }));
    await tab.page.goto(`${demo.url}/?q=pizza`);
    await tab.page.getByText('The store cannot be read').waitFor();
    await tab.page.locator('.mean b').waitFor();
    await tab.page.unroute('**/v1/history*');
    await tab.page.locator('.chart-notice').getByRole('button', { name: 'Try again' }).tap();
    await tab.page.getByText('The store cannot be read').waitFor({ state: 'detached' });
  });
});

describe('a server with a token', () => {
  it('asks for it, says that one is wrong, and shows the view once it is right', async () => {
    const server = await started('--source', 'demo?rate=40', '--token', 'sesame');
    const { page } = await opened(`${server.url}/?q=pizza&range=15m`);
    const field = page.getByLabel('Token');
    await field.fill('wrong');
    await field.press('Enter');
    await page.getByRole('alert').getByText('This token is not valid on this server.').waitFor();
    await field.fill('sesame');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('article', { name: 'pizza' }).locator('.mean b').waitFor();
    expect(new URL(page.url()).search).toBe('?q=pizza&range=15m');

    const { page: onPhone } = await opened(`${server.url}/?q=pizza`, phone);
    await onPhone.getByLabel('Token').tap();
    await onPhone.keyboard.type('sesame');
    await onPhone.getByRole('button', { name: 'Open' }).tap();
    await onPhone.getByRole('article', { name: 'pizza' }).waitFor();

    const { page: byKeys } = await opened(`${server.url}/?q=pizza`);
    await byKeys.keyboard.type('sesame');
    await byKeys.keyboard.press('Tab');
    expect(await byKeys.evaluate('document.activeElement.tagName')).toBe('BUTTON');
    await byKeys.keyboard.press('Enter');
    await byKeys.getByRole('article', { name: 'pizza' }).waitFor();
  });
});

describe('the form and the charts', () => {
  it('close the suggestions once a query is tracked, and keep the focus', async () => {
    const { page } = await opened(`${demo.url}/?q=coffee`);
    const field = page.getByRole('combobox', { name: 'Track' });
    await field.click();
    await page.locator('.suggestions').waitFor();
    await field.fill('tea');
    await field.press('Enter');
    await page.getByRole('article', { name: 'tea' }).waitFor();
    expect(await page.locator('.suggestions').count()).toBe(0);
    await field.press('ArrowDown');
    await page.locator('.chip').first().waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate<string>('document.activeElement.className')).toBe('chip');
    await page.keyboard.press('Escape');
    await page.locator('.suggestions').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Stop tracking tea' }).click();
    await expect
      .poll(() => page.evaluate<string>(`document.activeElement.getAttribute('aria-label')`))
      .toBe('Stop tracking coffee');
  });

  it('track two spellings of a query once, and show its mean in the title', async () => {
    const { page } = await opened(`${demo.url}/?q=pizza`);
    const field = page.getByRole('combobox', { name: 'Track' });
    await field.fill('Pizza');
    await field.press('Enter');
    await page.locator('.mean b').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    await expect.poll(() => page.title()).toMatch(/^(?:[+−]\d\.\d\d|0\.00) pizza · Undertone$/);
  });

  it('do not move when the pointer enters a chart', async () => {
    const server = await started('--source', 'demo?rate=80');
    const queries = ['pizza', 'coffee', 'football', 'music', 'work', 'school'].map((query) => `q=${query}`).join('&');
    const { page } = await opened(`${server.url}/?${queries}`);
    await page.locator('.mean b').nth(5).waitFor();
    const plot = page.locator('.plot').first();
    const before = await plot.boundingBox();
    await plot.hover({ position: { x: 300, y: 100 } });
    await page.locator('.readout time').waitFor();
    expect((await plot.boundingBox())?.y).toBe(before?.y);
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Frame, Page } from 'playwright-core';
import { accessFaults, launchBrowser, serve, type Serving } from '../support/browser.ts';

let browser: Browser;
let site: Server;
let siteUrl = '';
let server: Serving;

/** A site of another host than the server, whose pages hold a frame with whatever address their own one names. */
beforeAll(async () => {
  browser = await launchBrowser();
  site = createServer((request, response) => {
    const address = new URL(request.url ?? '', 'http://localhost').searchParams.get('frame') ?? '';
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><title>A site</title><iframe width="320" height="180" title="card" src="${address}">`);
  }).listen(0);
  await once(site, 'listening');
  const address = site.address();
  siteUrl = `http://localhost:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  server = await serve('--source', 'stdin', '--token', 'secret', '--allow-embed', siteUrl);
});
afterAll(async () => {
  await browser.close();
  site.close();
  await server.stop();
});

/** Opens a page of the site with a frame, and returns what the console says. */
async function openSite(
  at: string,
  frame: string,
): Promise<{ page: Page; card: Frame | undefined; console: string[] }> {
  const page = await browser.newPage();
  const console: string[] = [];
  page.on('console', (message) => console.push(message.text()));
  page.on('pageerror', (error) => console.push(error.message));
  await page.goto(`${at}/?frame=${encodeURIComponent(frame)}`, { waitUntil: 'load' });
  return { page, card: page.frames().find((each) => each.url().startsWith(server.url)), console };
}

describe('the card in a frame of another site', () => {
  it('shows the last hour of its query, live, behind a token, without an error', async () => {
    const { page, card, console } = await openSite(
      siteUrl,
      `${server.url}/embed?q=Pizza&access_token=secret&theme=dark`,
    );
    if (card === undefined) throw new Error('There is no card.');
    await card.getByText('live', { exact: true }).waitFor();
    const now = Date.now();
    const text = (index: number): string => (index % 3 === 0 ? 'I hate pizza' : 'I love pizza');
    for (let index = 0; index < 90; index += 1) {
      server.send({
        id: String(index),
        text: text(index),
        createdAt: new Date(now - (90 - index) * 20_000).toISOString(),
      });
    }
    // The clock of posts ends the span of the first ones.
    server.send({ id: 'later', text: 'nothing', createdAt: new Date(now).toISOString() });
    await card.getByText('90 posts').waitFor();
    expect(await card.locator('#mean').textContent()).toBe('+0.23');
    expect(await card.locator('#what').textContent()).toMatch(/^mean of the (?:\d+ min tracked|last hour)$/);
    expect(await card.locator('#shares').getAttribute('aria-label')).toBe('67% positive, 0% neutral, 33% negative');
    expect(await card.locator('#spark path').getAttribute('d')).toMatch(/^M.*L/);
    expect(await card.locator('#query').getAttribute('href')).toBe('/?q=Pizza');
    expect(await card.locator('body').evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await accessFaults({ page: card })).toEqual([]);
    expect(console).toEqual([]);
    await page.close();
  });

  it('is refused to other sites, and without the token', async () => {
    const other = await openSite(
      siteUrl.replace('localhost', '127.0.0.1'),
      `${server.url}/embed?q=pizza&access_token=secret`,
    );
    expect(other.console.join()).toContain('frame-ancestors');
    expect(other.card).toBeUndefined();
    await other.page.close();
    const { status } = await fetch(`${server.url}/embed?q=pizza`);
    expect(status).toBe(401);
  });
});

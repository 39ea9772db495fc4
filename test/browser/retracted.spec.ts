import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser, openTab, serve, type Serving } from '../support/browser.ts';

let browser: Browser;
let server: Serving;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve('--source', 'stdin', '--quiet', '0ms')]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.stop()]);
});

it('a deleted post disappears from the list, and nothing moves under the pointer', async () => {
  const { page, faults, close } = await openTab(browser, `${server.url}/?q=pizza`);
  await page.getByText('stdin: live').waitFor();
  server.send(...['one', 'two', 'three'].map((text, index) => ({ id: String(index), text: `pizza ${text}` })));
  const oldest = page.locator('.post', { hasText: 'pizza one' });
  await oldest.waitFor();
  await oldest.hover();
  const before = await oldest.boundingBox();
  server.send({ id: '1', deleted: true });
  await page.getByText('This post has been deleted.').waitFor();
  expect(await page.getByText('pizza two').count()).toBe(0);
  expect(await oldest.boundingBox()).toEqual(before);
  await page.mouse.move(0, 0);
  await expect.poll(() => page.locator('.post').count()).toBe(2);
  server.send({ id: '0', deleted: true });
  await expect.poll(() => page.getByText('pizza one').count()).toBe(0);
  expect(await page.locator('.post').count()).toBe(1);
  expect(faults).toEqual([]);
  await close();
});

it('a deleted post disappears from what happened, and nothing moves', async () => {
  const { page, faults, close } = await openTab(browser, `${server.url}/?q=pasta`);
  await page.getByText('stdin: live').waitFor();
  const at = Date.now() - 20_000;
  const createdAt = new Date(at).toISOString();
  server.send(
    ...['horrid', 'bad', 'fine'].map((text, index) => ({ id: `p${index}`, text: `pasta is ${text}`, createdAt })),
  );
  await page.locator('.post', { hasText: 'pasta is horrid' }).waitFor();
  const params = new URLSearchParams({ q: 'pasta', why: 'pasta' });
  params.set('why-from', String(at - 5_000));
  params.set('why-to', String(at + 5_000));
  await expect
    .poll(async () => (await fetch(`${server.url}/v1/posts?query=pasta`)).json(), { timeout: 10_000 })
    .toMatchObject({ posts: [{}, {}, {}] });
  await page.goto(`${server.url}/?${params.toString()}`);
  const panel = page.getByRole('region', { name: 'What happened?' });
  const last = panel.locator('.post', { hasText: 'pasta is fine' });
  await last.waitFor();
  const before = await last.boundingBox();
  server.send({ id: 'p0', deleted: true });
  await panel.getByText('This post has been deleted.').waitFor();
  expect(await page.getByText('pasta is horrid').count()).toBe(0);
  expect(await last.boundingBox()).toEqual(before);
  expect(faults).toEqual([]);
  await close();
});

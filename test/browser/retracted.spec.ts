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

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { AlertPlace, type AlertingProgram } from '../support/alert-place.ts';
import { accessFaults, launchBrowser, openTab } from '../support/browser.ts';

let browser: Browser;
let place: AlertPlace;
let program: AlertingProgram;
beforeAll(async () => {
  place = await AlertPlace.make();
  const to = [place.webhook('/hook')];
  place.write({ name: 'bad news', query: 'pizza', when: { type: 'post', polarity: 'negative' }, to });
  [browser, program] = await Promise.all([launchBrowser(), place.start()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), place.remove()]);
});

/** Records notifications instead of showing them, in a tab that nobody looks at. */
const recordNotifications = `{
  window.shown = [];
  window.Notification = class { constructor(title, { body }) { window.shown.push(title + ' | ' + body); } };
  document.hasFocus = () => false;
}`;
const posts = 25;

it('a bell that is set by the keyboard rings in another tab, and the alerts of the server have their ledgers', async () => {
  const tab = await openTab(browser, `${program.url}/?q=pizza`, { permissions: ['notifications'] });
  const { page, faults, close } = tab;
  await page.getByText('stdin: live').waitFor();
  await page.evaluate(recordNotifications);
  const bell = page.getByLabel('Notify me about pizza: off');
  await bell.focus();
  for (const key of ['Enter', 'Tab', 'Tab', 'Tab', 'Space', 'Tab', 'Tab']) await page.keyboard.press(key);
  await page.keyboard.type('-0.3');
  expect(await accessFaults(tab)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await page.evaluate<string>('document.activeElement.getAttribute("aria-label")')).toBe(
    'Notify me about pizza: on',
  );

  program.send(...Array.from({ length: posts }, (_, id) => ({ id: String(id), text: `pizza is awful, ${id}` })));
  await expect.poll(() => page.title(), { timeout: 30_000 }).toMatch(/^🔔 −0\.\d\d pizza · Undertone$/);
  const shown = await page.evaluate<readonly string[]>('window.shown');
  expect(shown).toEqual([
    expect.stringMatching(/^pizza: sentiment is below −0\.30 \| It is −0\.\d\d in the last 5 min/),
  ]);
  await page
    .getByText(/sentiment is below −0\.30\. It is/)
    .first()
    .waitFor({ state: 'attached' });
  await page.evaluate('window.dispatchEvent(new Event("focus"))');
  expect(await page.title()).toMatch(/^−0\.\d\d pizza · Undertone$/);

  const panel = page.getByRole('region', { name: 'Alerts of the server' });
  await panel.getByText('On pizza: post, polarity negative.').waitFor({ timeout: 30_000 });
  await expect
    .poll(() => panel.locator('.destination dl').textContent(), { timeout: 30_000 })
    .toBe(`fired${posts}delivered${posts}pending0failed0`);
  await panel.getByText('Latest attempts to deliver').click();
  await panel
    .locator('.attempts li')
    .nth(posts - 1)
    .waitFor();
  expect(await panel.locator('.attempts li').first().textContent()).toMatch(
    /^\d\d:\d\d:\d\d bad news to webhook 127\.0\.0\.1:\d+ [0-9a-f]{8}, attempt 1: 204, delivered$/,
  );
  expect(await accessFaults(tab)).toEqual([]);
  await page.reload();
  await page.getByLabel('Notify me about pizza: on').waitFor();
  expect(faults).toEqual([]);
  await close();
});

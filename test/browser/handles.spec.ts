import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { accessFaults, launchBrowser, openTab, serve, type Serving, type Tab } from '../support/browser.ts';

let browser: Browser;
let server: Serving;
let tab: Tab;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve('--source', 'stdin', '--quiet', '0ms')]);
  tab = await openTab(browser, `${server.url}/?q=pizza`);
  await tab.page.getByText('stdin: live').waitFor();
  server.send({
    ...{ id: '1', text: 'Cold pizza from @anna again, see https://example.com/menu #Napoli', author: 'bob' },
    url: 'https://social.example/bob/1',
  });
  await tab.page.locator('.post').waitFor();
});
afterAll(async () => {
  expect(tab.faults).toEqual([]);
  await tab.close();
  await Promise.all([browser.close(), server.stop()]);
});

const queries = (): readonly string[] => new URL(tab.page.url()).searchParams.getAll('q');
const post = () => tab.page.locator('.post');
const menu = () => tab.page.getByRole('menu');
const item = (name: string | RegExp) => menu().getByRole('menuitem', { name });
const focused = () =>
  tab.page.evaluate<string>(
    `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? ''`,
  );

/** Returns the centre of the first word of the post, which is "Cold". */
const firstWord = ({ page }: Tab): Promise<{ x: number; y: number }> =>
  page.evaluate<{ x: number; y: number }>(`(() => {
    const range = document.createRange();
    const [text] = document.querySelector('.post .text').childNodes;
    text.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });
    range.setStart(text, 0);
    range.setEnd(text, 4);
    const { left, width, top, height } = range.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  })()`);

describe('a word of a post', () => {
  it('is tracked, by a click on it', async () => {
    const { x, y } = await firstWord(tab);
    await tab.page.mouse.click(x, y);
    await menu().getByText('word', { exact: true }).waitFor();
    expect(await accessFaults(tab)).toEqual([]);
    await item(/^Track/).click();
    await expect.poll(queries).toEqual(['pizza', 'cold']);
    await expect.poll(focused).toBe('cold');
    await menu().waitFor({ state: 'hidden' });
    await tab.page.getByRole('button', { name: 'Stop tracking cold' }).click();
    await expect.poll(queries).toEqual(['pizza']);
  });

  it('is excluded from the query in its place, by the keyboard alone, and going back brings the query back', async () => {
    await post().getByRole('button', { name: 'More about this post' }).focus();
    await tab.page.keyboard.press('Enter');
    await expect.poll(focused).toMatch(/^Open at its source/);
    for (const name of ['@bob', '@anna', 'https://example.com/menu', '#napoli', 'cold']) {
      while ((await focused()) !== name) await tab.page.keyboard.press('ArrowDown');
    }
    await tab.page.keyboard.press('Enter');
    await menu().getByText('word', { exact: true }).waitFor();
    await tab.page.keyboard.press('End');
    while (!(await focused()).startsWith('Exclude')) await tab.page.keyboard.press('ArrowUp');
    await tab.page.keyboard.press('Enter');
    await expect.poll(queries).toEqual(['pizza -cold']);
    await expect.poll(focused).toBe('pizza -cold');
    await tab.page.goBack();
    await expect.poll(queries).toEqual(['pizza']);
    await post().waitFor();
  });

  it('leaves the focus where it was when its menu is closed', async () => {
    const more = post().getByRole('button', { name: 'More about this post' });
    await more.focus();
    await tab.page.keyboard.press('Enter');
    await item('cold').waitFor();
    await tab.page.keyboard.press('Escape');
    await menu().waitFor({ state: 'hidden' });
    expect(await focused()).toBe('More about this post');
  });
});

describe('a hashtag, a mention and an author', () => {
  it('narrow the query, on a post and on a card', async () => {
    await post().getByRole('button', { name: '@anna' }).click();
    expect(await item(/^Add/).textContent()).toBe('Add to the query pizza @anna');
    await tab.page.keyboard.press('Escape');
    await post().getByRole('button', { name: '@bob' }).click();
    expect(await item(/^Exclude/).textContent()).toBe('Exclude pizza -from:bob');
    await tab.page.keyboard.press('Escape');
    const bar = tab.page.getByRole('toolbar', { name: 'Most used hashtags and words of pizza' });
    await bar.getByRole('button', { name: '#napoli' }).click();
    await item(/^Add/).click();
    await expect.poll(queries).toEqual(['pizza #napoli']);
    await tab.page.goBack();
    await expect.poll(queries).toEqual(['pizza']);
    await post().waitFor();
  });
});

describe('links', () => {
  it('lead to the source of a post and to what its text links, without a trace of this page', async () => {
    const links = await tab.page.evaluate<readonly string[]>(
      `[...document.querySelectorAll('.post a')].map(({ href, target, rel }) => [href, target, rel].join(' '))`,
    );
    expect(links).toEqual([
      'https://example.com/menu _blank noopener noreferrer nofollow',
      'https://social.example/bob/1 _blank noopener noreferrer nofollow',
    ]);
    await post().getByRole('button', { name: 'More about this post' }).click();
    expect(await item(/^Open at its source/).getAttribute('href')).toBe('https://social.example/bob/1');
    await tab.page.keyboard.press('Escape');
  });
});

describe('on a phone', () => {
  it('a tap on a word or a tag opens its menu from below', async () => {
    const phone = await openTab(browser, `${server.url}/?q=pizza`, {
      ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    });
    await phone.page.locator('.post').waitFor();
    const { x, y } = await firstWord(phone);
    await phone.page.touchscreen.tap(x, y);
    await phone.page.getByRole('menu').getByText('word', { exact: true }).waitFor();
    await phone.page.getByRole('menuitem', { name: 'Exclude' }).tap();
    await phone.page.getByRole('article', { name: 'pizza -cold' }).waitFor();
    await phone.page.goBack();
    await phone.page.locator('.post').getByRole('button', { name: '#Napoli' }).tap();
    const sheet = await phone.page.getByRole('menu').boundingBox();
    expect([sheet?.x, sheet?.width, (sheet?.y ?? 0) + (sheet?.height ?? 0)]).toEqual([0, 390, 844]);
    expect(await accessFaults(phone)).toEqual([]);
    await phone.page.getByRole('menuitem', { name: /^Track/ }).tap();
    await phone.page.getByRole('article', { name: '#napoli' }).waitFor();
    expect(phone.faults).toEqual([]);
    await phone.close();
  });
});

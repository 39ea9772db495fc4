import { describe, expect, it } from 'vitest';
import type { BrowserContextOptions } from 'playwright-core';
import { accessFaults, downloadBy, textsOf, type Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';

const shared = sharePage('--source', 'demo?seed=7&rate=80');

async function open(search = '', options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await shared.open(`/${search}`, options);
  return tab;
}

describe('tracking', () => {
  it('shows the sentiment of a suggested topic', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'pizza' }).click();
    const card = page.getByRole('article', { name: 'pizza' });
    await card.locator('.mean b').waitFor();
    expect(await card.locator('.mean b').textContent()).toMatch(/^(?:[+−]0\.\d\d|0\.00)$/);
    await page.locator('.post mark', { hasText: /pizza/i }).first().waitFor();
    await page.getByText('demo: live').waitFor();
    expect(new URL(page.url()).search).toBe('?q=pizza');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('query');
  });

  it('shows at once what is wrong with a query, and where', async () => {
    const { page } = await open();
    const field = page.getByRole('combobox', { name: 'Track' });
    await field.fill('pizza (cold');
    await page.getByText('This parenthesis is never closed.').waitFor();
    expect(await page.locator('.fault mark').textContent()).toBe('(');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.press('Enter');
    expect(await page.getByRole('article').count()).toBe(0);
    await field.fill('pizza (cold OR hot)');
    expect(await page.locator('.fault').count()).toBe(0);
    await field.press('Enter');
    await page.getByRole('article', { name: 'pizza (cold OR hot)' }).waitFor();
  });

  it('compares queries, each with its own look, and removes one', async () => {
    const { page } = await open('?q=pizza&q=coffee');
    await page.getByRole('article', { name: 'coffee' }).locator('.mean b').waitFor();
    await page.getByRole('button', { name: 'coffee', exact: true }).click();
    await page.getByLabel('Polarity of posts').selectOption('negative');
    expect(new URL(page.url()).search).toBe('?q=pizza&q=coffee&pick=coffee&posts=negative');
    await page.getByLabel('Posts on').selectOption('all queries');
    await page.getByLabel('Polarity of posts').selectOption('any polarity');
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByText('Share of voice').waitFor();
    await page.getByText('Figures as a table').click();
    expect(await page.locator('.data-table thead th').allTextContents()).toEqual(['until', 'pizza', 'coffee']);
    const badges = await textsOf({ page }, '.card header .badge', 'each.innerHTML');
    expect(new Set(badges).size).toBe(2);
    await page.getByRole('button', { name: 'Stop tracking pizza' }).click();
    await page.getByRole('article', { name: 'pizza' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?q=coffee&lower=share');
  });

  it('is shared by a link, and undone by going back', async () => {
    const first = await open('?q=pizza');
    await first.page.getByRole('button', { name: '15m' }).click();
    await first.page.getByRole('button', { name: 'Topic only' }).click();
    await first.page.getByRole('combobox', { name: 'Track' }).fill('tea -coffee');
    await first.page.keyboard.press('Enter');
    await first.page.waitForURL(/tea/);
    const second = await open(new URL(first.page.url()).search);
    await second.page.getByRole('article', { name: 'tea -coffee' }).waitFor();
    expect(await second.page.getByRole('button', { name: '15m' }).getAttribute('aria-pressed')).toBe('true');
    expect(await second.page.getByRole('button', { name: 'Topic only' }).getAttribute('aria-pressed')).toBe('true');
    await first.page.goBack();
    await first.page.getByRole('article', { name: 'tea -coffee' }).waitFor({ state: 'detached' });
    await first.page.getByRole('article', { name: 'pizza' }).waitFor();
  });
});

describe('a click', () => {
  it('is on the screen before what follows from it', async () => {
    const { page } = await open('?q=pizza');
    const follows = page.locator('.mean .hint', { hasText: 'topic only' });
    await page.locator('.mean .hint').waitFor();
    const inNextFrame = await page.evaluate(`new Promise((resolve) => {
      const button = document.querySelector('[title^="The sentiment that concerns"]');
      button.click();
      requestAnimationFrame(() => resolve([button.ariaPressed, document.querySelector('.mean .hint').textContent]));
    })`);
    expect(inNextFrame).toEqual(['true', expect.not.stringContaining('topic')]);
    await follows.waitFor();
  });
});

describe('reading', () => {
  it('is paused by a key, and resumes with the waiting posts', async () => {
    const { page } = await open('?q=pizza');
    await page.locator('.post').nth(2).waitFor();
    await page.keyboard.press('p');
    const first = await page.locator('.post .text').first().textContent();
    const news = page.getByRole('button', { name: /new posts?$/ });
    await news.waitFor();
    expect(await page.locator('.post .text').first().textContent()).toBe(first);
    await news.click();
    await expect.poll(() => page.locator('.post .text').first().textContent()).not.toBe(first);
    await page.getByRole('button', { name: /Resume/ }).click();
    await news.waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Help' }).getByText('without a word').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('never moves under the pointer', async () => {
    const { page } = await open('?q=pizza&q=coffee');
    // The cards above the list grow until both have figures.
    for (const name of ['pizza', 'coffee']) await page.getByRole('article', { name }).locator('.mean b').waitFor();
    await page.locator('.post').nth(3).waitFor();
    // Posts move while they arrive: to hover over one would scroll the list, and a scrolled list is held for longer.
    const { x = 0, y = 0 } = (await page.locator('.feed').boundingBox()) ?? {};
    await page.mouse.move(x + 50, y + 100);
    await page
      .getByText('Paused while you read')
      .or(page.getByRole('button', { name: /new posts?$/ }))
      .waitFor();
    const before = await page.locator('.post .text').allTextContents();
    await page.getByRole('button', { name: /new posts?$/ }).waitFor();
    expect(await page.locator('.post .text').allTextContents()).toEqual(before);
    await page.mouse.move(300, 30);
    await page.getByText('Newest first').waitFor();
  });

  it('explains the score of a post in the figures shown', async () => {
    const { page } = await open('?q=pizza');
    const post = page.locator('.post.positive, .post.negative').first();
    await post.waitFor();
    await page.keyboard.press('p');
    await post.getByRole('button', { name: 'Why' }).click();
    const shown = await post.locator('.score b').textContent();
    await post.locator('.why caption').first().waitFor();
    expect(await post.locator('.why caption').first().textContent()).toBe(`The whole post: ${shown ?? ''}`);
    expect(await post.locator('.why').textContent()).toMatch(/in the lexicon/);
    expect(await post.locator('.why caption').nth(1).textContent()).toMatch(/^About pizza: /);
  });
});

describe('exporting', () => {
  it('exports the charts as CSV and PNG, and the stored posts as CSV', async () => {
    const { page } = await open('?q=pizza&q=coffee');
    await page.getByRole('article', { name: 'coffee' }).locator('.mean b').waitFor();
    const choose = (name: string) => async (): Promise<void> => {
      await page.locator('.chart-panel .menu summary').click();
      await page.locator('.chart-panel .menu-body').getByText(name).click();
    };
    const csv = await downloadBy(page, choose('Charts as CSV'));
    expect(csv.name).toBe('undertone-pizza-coffee-5m.csv');
    expect(csv.bytes.toString()).toMatch(/^\uFEFFquery,from,to,posts,.*\r\n(?:pizza|coffee),20\d\d-.*Z,\d+,/);
    const png = await downloadBy(page, choose('Charts as PNG'));
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    const posts = await downloadBy(page, async () => {
      await page.locator('.chart-panel .menu summary').focus();
      for (const key of ['Enter', 'Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    });
    expect(posts.name).toBe('undertone-pizza.csv');
    expect(posts.bytes.toString()).toMatch(/^\uFEFFid,source,at,text,compound,/);
  });
});

describe('by touch', () => {
  it('the help, a bell and an export are a tap away', async () => {
    const { page } = await open('?q=pizza', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await page.locator('.card .mean b').waitFor();
    await page.locator('.help-button').tap();
    await page.getByRole('button', { name: 'Close the help' }).tap();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByLabel('Notify me about pizza: off').tap();
    await page.getByLabel('far more posts than usual').tap();
    await page.getByLabel('Notify me about pizza: on').tap();
    await page.getByLabel('far more posts than usual').waitFor({ state: 'detached' });
    await page.locator('.chart-panel .menu summary').tap();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const { name } = await downloadBy(page, () => page.getByRole('button', { name: 'Charts as CSV' }).tap());
    expect(name).toBe('undertone-pizza-5m.csv');
  });
});

describe('accessibility', () => {
  it('has no serious fault, empty or full, light or dark, on a phone too', async () => {
    for (const [search, options] of [
      ['', {}],
      ['?q=pizza&q=coffee', {}],
      ['?q=pizza&q=coffee', { colorScheme: 'dark' }],
      ['?q=pizza', { viewport: { width: 390, height: 844 }, hasTouch: true }],
    ] as const) {
      const tab = await open(search, options);
      if (search === '') await tab.page.getByRole('button', { name: 'pizza' }).waitFor();
      else {
        await tab.page.locator('.post').nth(3).waitFor();
        await tab.page.keyboard.press('p');
        await tab.page.getByRole('button', { name: 'Why' }).first().click();
        await tab.page.locator('.why table').first().waitFor();
      }
      expect(await accessFaults(tab), search).toEqual([]);
      const overflow = await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow, search).toBe(0);
    }
  });

  it('reaches everything by the keyboard alone', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'pizza' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('coffee');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'coffee' }).locator('.mean b').waitFor();
    const focused = () =>
      page.evaluate<string>(
        `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? '').slice(0, 40)`,
      );
    const seen: string[] = [];
    for (let presses = 0; presses < 45 && !seen.includes('Why'); presses++) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
      if (seen.at(-1)?.startsWith('Charts of sentiment') === true) {
        await page.keyboard.press('ArrowLeft');
        await page.locator('.readout time').waitFor();
      }
    }
    expect(seen).toEqual(
      expect.arrayContaining(['Stop tracking coffee', '15m', 'Export', 'Volume', 'Figures as a table', 'Why']),
    );
    await page.keyboard.press('Enter');
    await page.locator('.why').waitFor();
  });

  it('announces actions, not the stream of posts', async () => {
    const { page } = await open('?q=pizza');
    await page.getByRole('status').getByText('Tracking pizza.').waitFor();
    const regions = '[aria-live], [role=status], [role=log], [role=alert]';
    const live = await textsOf({ page }, regions, 'each.className || each.id');
    expect(live).toEqual(['query-fault', 'unseen']);
  });
});

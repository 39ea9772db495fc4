import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { BrowserContextOptions, Locator } from 'playwright-core';
import { accessFaults, type Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const count = 130;

const shared = sharePage('--source', 'stdin', '--quiet', '0ms');

/** Sends a post on a topic, of so many seconds ago. */
function send(id: string, text: string, secondsAgo: number): void {
  shared.send({ id, text, author: 'ann', createdAt: new Date(Date.now() - secondsAgo * 1_000).toISOString() });
}

beforeAll(async () => {
  const first = await shared.open('/?q=pizza&q=tea');
  await first.page.getByText('stdin: live').waitFor();
  for (let number = count; number > 0; number -= 1) {
    const crust = number % 20 === 0 ? 'with a crust' : 'as ever';
    send(`p${number}`, `pizza number ${number} ${crust}`, number);
    if (number % 4 === 0) send(`t${number}`, `tea number ${number}`, number);
  }
  send('sad', 'pizza is horrible, terrible and disgusting', 3 * count);
  await vi.waitFor(async () => {
    const stored = await fetch(`${shared.url()}/v1/posts?query=pizza&limit=1000`);
    expect(await stored.text()).toContain('horrible');
  }, 20_000);
  await first.close();
});

async function open(search: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await shared.open(`/?${search}`, options);
  await tab.page.locator('.feed .post').first().waitFor();
  return tab;
}

const texts = ({ page }: Tab) => page.locator('.feed .post .text').allTextContents();
const numbersOf = (list: readonly string[]): readonly number[] =>
  list.map((text) => Number(/number (\d+)/.exec(text)?.[1]));
const param = ({ page }: Tab, name: string) => new URL(page.url()).searchParams.get(name);

describe('older posts', () => {
  it('come on demand, without a hole and without a repeat, down to the oldest', async () => {
    const tab = await open('q=pizza&q=tea');
    const { page } = tab;
    const older = page.getByRole('button', { name: 'Older posts' });
    await older.waitFor();
    expect((await texts(tab)).length).toBe(40);
    for (let clicks = 0; clicks < 4; clicks += 1) {
      const before = (await texts(tab)).length;
      await older.click();
      await expect.poll(async () => (await texts(tab)).length).toBeGreaterThan(before);
    }
    await page.getByText('No older posts are kept.').waitFor();
    const all = await texts(tab);
    const expected = Array.from({ length: count }, (_, index) => index + 1);
    expect(numbersOf(all.filter((text) => text.includes('pizza number')))).toEqual(expected);
    expect(numbersOf(all.filter((text) => text.includes('tea number')))).toEqual(
      expected.filter((each) => each % 4 === 0),
    );
    expect(all.at(-1)).toMatch(/horrible/);

    shared.send({ id: 'new', text: 'pizza is new' });
    await page.getByRole('button', { name: '1 new post' }).click();
    await expect.poll(async () => (await texts(tab))[0]).toBe('pizza is new');
    await expect.poll(async () => (await texts(tab)).length).toBe(40);
    shared.send({ id: 'new', deleted: true });
    await page.getByText('pizza is new').waitFor({ state: 'detached' });
  });

  it('come by the keyboard, which stays in the list', async () => {
    const tab = await open('q=pizza');
    await tab.page.getByRole('button', { name: 'Older posts' }).focus();
    await tab.page.keyboard.press('Enter');
    await expect.poll(async () => (await texts(tab)).length).toBe(80);
    await expect
      .poll(() =>
        tab.page.evaluate('[...document.querySelectorAll(".post")].indexOf(document.activeElement.closest(".post"))'),
      )
      .toBe(40);
  });

  it('come by a tap', async () => {
    const tab = await open('q=pizza', phone);
    await tab.page.getByRole('button', { name: 'Older posts' }).tap();
    await expect.poll(async () => (await texts(tab)).length).toBe(80);
  });
});

describe('a search in the posts', () => {
  it('finds stored and new posts, and is in the address', async () => {
    const tab = await open('q=pizza&q=tea');
    const { page } = tab;
    await page.getByRole('searchbox', { name: 'Search in the posts' }).fill('crust');
    await expect.poll(async () => numbersOf(await texts(tab))).toEqual([20, 40, 60, 80, 100, 120]);
    expect(param(tab, 'find')).toBe('crust');
    await page.locator('.post mark', { hasText: 'crust' }).first().waitFor();
    send('fresh', 'pizza with a crust, number 0', 0);
    send('other', 'pizza without it', 0);
    await expect.poll(async () => numbersOf(await texts(tab))).toEqual([0, 20, 40, 60, 80, 100, 120]);
    shared.send({ id: 'fresh', deleted: true }, { id: 'other', deleted: true });
    await expect.poll(async () => (await texts(tab)).length).toBe(6);
    expect(await accessFaults(tab)).toEqual([]);

    const colleague = await open(new URL(page.url()).search.slice(1));
    await expect.poll(async () => numbersOf(await texts(colleague))).toEqual([20, 40, 60, 80, 100, 120]);
    expect(await colleague.page.getByRole('searchbox', { name: 'Search in the posts' }).inputValue()).toBe('crust');
  });

  it('says what is wrong with it, and ends by Escape', async () => {
    const tab = await open('q=pizza');
    const { page } = tab;
    const field = page.getByRole('searchbox', { name: 'Search in the posts' });
    await field.focus();
    await page.keyboard.type('(crust');
    await page.getByText('This parenthesis is never closed.').waitFor();
    expect(param(tab, 'find')).toBeNull();
    await page.keyboard.type(' -ever)');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await texts(tab)).length).toBe(6);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await texts(tab)).length).toBe(40);
    expect(param(tab, 'find')).toBeNull();
    await field.fill('pineapple');
    await page.getByText('No post that is kept has this.').waitFor();
  });

  for (const [name, options, press] of [
    ['by the mouse', {}, (button: Locator) => button.click()],
    ['by a tap', phone, (button: Locator) => button.tap()],
    ['by the keyboard', {}, (button: Locator) => button.press('Enter')],
  ] as const) {
    it(`says that the store cannot be read, and tries again ${name}`, async () => {
      const tab = await open('q=pizza', options);
      await tab.page.route('**/v1/posts?*', (route) => route.abort(), { times: 1 });
      await tab.page.getByRole('searchbox', { name: 'Search in the posts' }).fill('horrible');
      await press(tab.page.locator('.feed').getByRole('button', { name: 'Try again' }));
      await expect.poll(() => texts(tab)).toEqual(['pizza is horrible, terrible and disgusting']);
      expect(tab.faults.every((fault) => fault.includes('net::ERR_FAILED'))).toBe(true);
      shared.tabs.splice(shared.tabs.indexOf(tab), 1);
      await tab.close();
    });
  }
});

describe('the strongest posts', () => {
  it('come first by a switch, which is in the address', async () => {
    const tab = await open('q=pizza&q=tea');
    const { page } = tab;
    await page.getByRole('button', { name: 'Strongest' }).click();
    await expect.poll(async () => (await texts(tab))[0]).toMatch(/horrible/);
    await page.getByText(/Strongest first, as of/).waitFor();
    expect(param(tab, 'order')).toBe('strongest');
    await page.getByRole('button', { name: 'More posts' }).click();
    await expect.poll(async () => (await texts(tab)).length).toBe(80);
    await page.getByRole('button', { name: 'Refresh' }).focus();
    await Promise.all([page.waitForResponse('**/v1/posts?*'), page.keyboard.press('Enter')]);
    await expect.poll(async () => (await texts(tab)).length).toBe(40);
    await page.getByRole('button', { name: 'Newest' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(async () => numbersOf(await texts(tab))[0]).toBe(1);
    expect(param(tab, 'order')).toBeNull();
  });

  it('come first by a tap, those of a card by another, and are searched on a phone', async () => {
    const tab = await open('q=pizza&q=tea', phone);
    const { page } = tab;
    await page.getByRole('button', { name: 'tea', exact: true }).tap();
    await page.getByRole('button', { name: 'Strongest' }).tap();
    await page.getByText(/Strongest first, as of/).waitFor();
    await expect.poll(async () => (await texts(tab)).filter((text) => text.includes('pizza'))).toEqual([]);
    await page.getByRole('button', { name: 'pizza', exact: true }).tap();
    await expect.poll(async () => (await texts(tab))[0]).toMatch(/horrible/);
    await page.getByRole('searchbox', { name: 'Search in the posts' }).tap();
    await page.keyboard.type('crust');
    await expect.poll(async () => (await texts(tab)).length).toBe(6);
  });
});

describe('a link to a post', () => {
  for (const [name, options] of [
    ['by the mouse', {}],
    ['by a tap', phone],
  ] as const) {
    it(`is made ${name}, and shows the post to a colleague`, async () => {
      const tab = await open('q=pizza&find=horrible', options);
      const { page } = tab;
      const button = page.getByRole('button', { name: 'More about this post' });
      const item = page.getByRole('menuitem', { name: /Link to this post/ });
      if (name === 'by a tap') {
        await button.tap();
        await item.tap();
      } else {
        await button.click();
        await item.click();
      }
      const linked = page.getByRole('region', { name: 'Linked post' });
      await linked.getByText('pizza is horrible').waitFor();
      expect([param(tab, 'post-source'), param(tab, 'post')]).toEqual(['stdin', 'sad']);
      expect(await accessFaults(tab)).toEqual([]);
      const colleague = await open('q=tea&q=pizza&post-source=stdin&post=sad', options);
      await colleague.page.getByRole('region', { name: 'Linked post' }).getByText('pizza is horrible').waitFor();
    });
  }

  it('is made and closed by the keyboard alone', async () => {
    const tab = await open('q=pizza&find=horrible');
    const { page } = tab;
    await page.getByRole('button', { name: 'More about this post' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /Link to this post/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('linked-title');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.linked-post').waitFor({ state: 'detached' });
    expect(param(tab, 'post')).toBeNull();
    expect(await page.evaluate('document.activeElement.className')).toBe('feed');
  });

  it('says that its post is gone', async () => {
    const tab = await open('q=pizza&post-source=stdin&post=none');
    await tab.page.getByText('It is no longer kept, or was deleted.').waitFor();
  });
});

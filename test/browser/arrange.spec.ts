import { describe, expect, it } from 'vitest';
import type { BrowserContextOptions, Locator } from 'playwright-core';
import { accessFaults, textsOf, type Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const shared = sharePage('--source', 'demo?seed=7&rate=80');

async function open(search: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await shared.open(`/${search}`, options);
  await tab.page
    .locator('.card .mean b')
    .nth(new URLSearchParams(search).getAll('q').length - 1)
    .waitFor();
  return tab;
}

const inAddress = ({ page }: Tab, name: string): readonly string[] => new URL(page.url()).searchParams.getAll(name);
const inCharts = (tab: Tab): Promise<readonly string[]> => textsOf(tab, '.readout-values bdi', 'each.textContent');
const card = ({ page }: Tab, name: string) => page.getByRole('article', { name, exact: true });
const badge = ({ page }: Tab, name: string) => page.getByRole('button', { name, exact: true });
const focused = ({ page }: Tab): Promise<string> =>
  page.evaluate<string>(`document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`);

async function centreOf(locator: Locator): Promise<{ x: number; y: number }> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await locator.boundingBox()) ?? {};
  return { x: x + width / 2, y: y + height / 2 };
}

/** Chooses from the menu of a card. */
async function choose(tab: Tab, name: string, item: string): Promise<void> {
  await tab.page.getByLabel(`More about ${name}`, { exact: true }).click();
  await card(tab, name).getByRole('button', { name: item, exact: true }).click();
}

describe('by mouse, a query', () => {
  it('is hidden without being untracked, alone, and shown again', async () => {
    const tab = await open('?q=pizza&q=coffee&q=football');
    await badge(tab, 'Hide coffee').click();
    await expect.poll(() => inCharts(tab)).toEqual(['pizza', 'football']);
    expect(inAddress(tab, 'q')).toEqual(['pizza', 'coffee', 'football']);
    expect(inAddress(tab, 'hide')).toEqual(['coffee']);
    await card(tab, 'coffee').locator('.mean b').waitFor();
    expect(await accessFaults(tab)).toEqual([]);
    await choose(tab, 'football', 'Show only this');
    await expect.poll(() => inCharts(tab)).toEqual(['football']);
    await choose(tab, 'football', 'Show all');
    await expect.poll(() => inCharts(tab)).toEqual(['pizza', 'coffee', 'football']);
    expect(inAddress(tab, 'hide')).toEqual([]);
  });

  it('is dragged to another place, which the charts and the address follow, and stays where Escape is pressed', async () => {
    const tab = await open('?q=pizza&q=coffee&q=football');
    const drag = async (to: Locator): Promise<void> => {
      const [start, end] = [await centreOf(card(tab, 'pizza').locator('h2')), await centreOf(to)];
      await tab.page.mouse.move(start.x, start.y);
      await tab.page.mouse.down();
      await tab.page.mouse.move(end.x, end.y + 20, { steps: 5 });
      await tab.page.locator('.dragged').waitFor();
    };
    await drag(card(tab, 'coffee'));
    await tab.page.keyboard.press('Escape');
    await tab.page.locator('.dragged').waitFor({ state: 'detached' });
    await tab.page.mouse.up();
    expect(inAddress(tab, 'q')).toEqual(['pizza', 'coffee', 'football']);
    await drag(card(tab, 'football'));
    await tab.page.locator('.drop-after').waitFor();
    await tab.page.mouse.up();
    await expect.poll(() => inAddress(tab, 'q')).toEqual(['coffee', 'football', 'pizza']);
    expect(await inCharts(tab)).toEqual(['coffee', 'football', 'pizza']);
    await tab.page.getByRole('status').getByText('pizza is number 3 of 3.').waitFor();
  });

  it('is edited in its place', async () => {
    const tab = await open('?q=pizza&q=coffee');
    await choose(tab, 'pizza', 'Edit');
    const field = tab.page.getByLabel('Query instead of pizza');
    await field.fill('pizza -');
    await tab.page.locator('.card-fault mark').waitFor();
    await field.fill('Coffee');
    await tab.page.getByText('coffee is tracked already.').waitFor();
    await field.press('Enter');
    expect(inAddress(tab, 'q')).toEqual(['pizza', 'coffee']);
    await field.fill('pizza OR pasta');
    expect(await accessFaults(tab)).toEqual([]);
    await tab.page.getByRole('button', { name: 'Save' }).click();
    await card(tab, 'pizza OR pasta').locator('.mean b').waitFor();
    expect(inAddress(tab, 'q')).toEqual(['pizza OR pasta', 'coffee']);
  });
});

describe('by the keyboard alone, a query', () => {
  it('is hidden, shown alone, moved and edited', async () => {
    const tab = await open('?q=pizza&q=coffee&q=football');
    const { keyboard } = tab.page;
    await badge(tab, 'Hide pizza').focus();
    await keyboard.press('Alt+ArrowDown');
    await expect.poll(() => inAddress(tab, 'q')).toEqual(['coffee', 'pizza', 'football']);
    await expect.poll(() => focused(tab)).toBe('Hide pizza');
    await keyboard.press('s');
    await expect.poll(() => inCharts(tab)).toEqual(['pizza']);
    await keyboard.press('s');
    await keyboard.press('h');
    await expect.poll(() => inCharts(tab)).toEqual(['coffee', 'football']);
    expect(await focused(tab)).toBe('Show pizza');
    await tab.page.getByLabel('More about pizza').focus();
    await keyboard.press('Enter');
    await tab.page.getByRole('button', { name: 'Show only this' }).waitFor();
    await keyboard.press('Tab');
    await expect.poll(() => focused(tab)).toMatch(/^Show only this/);
    await keyboard.press('End');
    await keyboard.press('ArrowUp');
    await expect.poll(() => focused(tab)).toMatch(/^Move down/);
    await keyboard.press('Enter');
    await expect.poll(() => inAddress(tab, 'q')).toEqual(['coffee', 'football', 'pizza']);
    await expect.poll(() => focused(tab)).toBe('More about pizza');
    await keyboard.press('e');
    await keyboard.type('hot pizza');
    await keyboard.press('Enter');
    await expect.poll(() => inAddress(tab, 'q')).toEqual(['coffee', 'football', 'hot pizza']);
    await expect.poll(() => focused(tab)).toBe('hot pizza');
    expect(inAddress(tab, 'hide')).toEqual(['hot pizza']);
    await keyboard.press('e');
    await keyboard.press('Escape');
    await expect.poll(() => focused(tab)).toBe('hot pizza');
  });
});

describe('by touch, a query', () => {
  it('is shown alone, and with the others again, from its menu', async () => {
    const tab = await open('?q=pizza&q=coffee', phone);
    for (const [name, shown] of [
      ['Show only this', ['coffee']],
      ['Show all', ['pizza', 'coffee']],
    ] as const) {
      await tab.page.getByLabel('More about coffee').tap();
      await card(tab, 'coffee').getByRole('button', { name }).tap();
      await expect.poll(() => inCharts(tab)).toEqual(shown);
    }
  });

  it('is hidden by a tap at its badge, moved by a drag of it, and edited from its menu', async () => {
    const tab = await open('?q=pizza&q=coffee&q=football', phone);
    await badge(tab, 'Hide coffee').tap();
    await expect.poll(() => inCharts(tab)).toEqual(['pizza', 'football']);
    const [start, end] = [await centreOf(badge(tab, 'Hide pizza')), await centreOf(card(tab, 'football'))];
    const touch = await tab.page.context().newCDPSession(tab.page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', part?: number): Promise<unknown> =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          part === undefined
            ? []
            : [{ x: start.x + (end.x + 60 - start.x) * part, y: start.y + (end.y - start.y) * part }],
      });
    await send('touchStart', 0);
    for (const part of [0.2, 0.5, 0.8, 1]) await send('touchMove', part);
    await tab.page.locator('.dragged').waitFor();
    await send('touchEnd');
    await expect.poll(() => inAddress(tab, 'q')).toEqual(['coffee', 'football', 'pizza']);
    expect(inAddress(tab, 'hide')).toEqual(['coffee']);
    await tab.page.getByLabel('More about football').tap();
    expect(await accessFaults(tab)).toEqual([]);
    await card(tab, 'football').getByRole('button', { name: 'Edit' }).tap();
    await tab.page.getByLabel('Query instead of football').fill('football -transfer');
    await tab.page.getByRole('button', { name: 'Save' }).tap();
    await card(tab, 'football -transfer').waitFor();
    expect(await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });
});

describe('small cards', () => {
  for (const [name, search, options] of [
    ['on a phone', '?q=pizza&q=coffee', phone],
    ['of many queries', '?q=pizza&q=coffee&q=football&q=music&q=tea', {}],
  ] as const) {
    it(`${name} keep their height, however long the change against the time before is`, async () => {
      const tab = await open(search, options);
      const grown = await textsOf(
        tab,
        '.card .trend',
        `(() => {
          const line = each.cloneNode(true);
          line.querySelector('.hint')?.remove();
          each.after(line);
          const before = line.offsetHeight;
          const change = document.createElement('span');
          change.className = 'hint';
          change.textContent = '−0.12, +12345% '.repeat(9);
          line.append(change);
          const after = line.offsetHeight;
          line.remove();
          return after - before;
        })()`,
      );
      expect(new Set(grown)).toEqual(new Set(['0']));
    });
  }
});

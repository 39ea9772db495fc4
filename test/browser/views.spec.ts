import { describe, expect, it } from 'vitest';
import type { BrowserContextOptions } from 'playwright-core';
import { accessFaults, textsOf, type Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const allowed = { permissions: ['clipboard-read', 'clipboard-write'] };

const shared = sharePage('--source', 'demo?seed=7&rate=80');

async function open(search: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await shared.open(`/${search}`, options);
  return tab;
}

const searchOf = ({ page }: Tab): string => new URL(page.url()).search;
const menu = ({ page }: Tab) => page.locator('.view-menu summary');
const copied = ({ page }: Tab): Promise<string> => page.evaluate<string>('navigator.clipboard.readText()');
const focused = ({ page }: Tab): Promise<string> =>
  page.evaluate<string>(`document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`);

describe('a link', () => {
  it('has all of the view: order, hidden queries, measure, range, zoom, share and filters', async () => {
    const tab = await open('?q=pizza&q=coffee&q=football', allowed);
    await tab.page.getByRole('button', { name: 'Hide coffee' }).click();
    await tab.page.getByRole('button', { name: 'Hide pizza' }).focus();
    await tab.page.keyboard.press('Alt+ArrowDown');
    await tab.page.getByRole('button', { name: '15m', exact: true }).click();
    await tab.page.getByRole('button', { name: 'Topic only' }).click();
    await tab.page.getByRole('button', { name: 'Share', exact: true }).click();
    await tab.page.getByRole('button', { name: 'football', exact: true }).click();
    await tab.page.getByLabel('Polarity of posts').selectOption('negative');
    await tab.page.getByRole('button', { name: 'Zoom in' }).click();
    await tab.page.getByRole('button', { name: 'Copy link' }).click();
    await tab.page.getByRole('button', { name: 'Copied' }).waitFor();
    await tab.page.getByRole('status').getByText('The link is copied.').waitFor();
    const link = await copied(tab);
    expect(link).toBe(tab.page.url());

    const colleague = await open(new URL(link).search);
    await colleague.page.getByRole('button', { name: 'Show coffee' }).waitFor();
    const looks = (each: Tab): Promise<readonly string[]> =>
      textsOf(
        each,
        '.card, [aria-pressed], .filters select',
        `each.getAttribute('aria-label') + ' ' +
        (each.value ?? '') + each.getAttribute('aria-pressed') + (each.className.includes('off') ? ' hidden' : '')`,
      );
    expect(await looks(colleague)).toEqual(await looks(tab));
    expect(searchOf(colleague)).toBe(searchOf(tab));
    expect(await textsOf(colleague, '.readout-values bdi', 'each.textContent')).toEqual(['pizza', 'football']);
  });

  it('to the time shown stands still', async () => {
    const tab = await open('?q=pizza', allowed);
    await tab.page.locator('.card .mean b').waitFor();
    await menu(tab).click();
    await tab.page.getByRole('button', { name: 'Copy link to the time shown' }).click();
    await tab.page.locator('.view-menu').getByText('Copied').waitFor();
    const { searchParams } = new URL(await copied(tab));
    expect(Number(searchParams.get('to')) - Number(searchParams.get('from'))).toBeGreaterThanOrEqual(60_000);
    expect(searchOf(tab)).toBe('?q=pizza');
  });

  it('is copied by touch, and by the keyboard alone', async () => {
    const tab = await open('?q=pizza', { ...phone, ...allowed });
    const { page } = tab;
    for (const name of ['Topic only', 'Share', '15m']) await page.getByRole('button', { name, exact: true }).tap();
    await menu(tab).tap();
    await page.locator('.view-menu').getByRole('button', { name: 'Copy link', exact: true }).tap();
    await page.locator('.view-menu').getByText('Copied').waitFor();
    expect(new URL(await copied(tab)).search).toBe('?q=pizza&range=15m&of=topic&lower=share');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Whole posts', exact: true }).focus();
    await page.keyboard.press('Enter');
    await menu(tab).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(async () => new URL(await copied(tab)).search).toBe('?q=pizza&range=15m&lower=share');
  });

  it('is shown where the browser does not copy it', async () => {
    const tab = await open('?q=pizza');
    await tab.page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
    await tab.page.getByRole('button', { name: 'Copy link' }).click();
    const field = tab.page.getByLabel(/Copy the link here/);
    expect(await field.inputValue()).toBe(tab.page.url());
    expect(await accessFaults(tab)).toEqual([]);
    await tab.page.getByRole('button', { name: 'Close', exact: true }).click();
    await field.waitFor({ state: 'detached' });
  });
});

describe('named views', () => {
  it('are saved, opened, renamed, deleted and brought back by mouse, and known to another tab', async () => {
    const tab = await open('?q=pizza&q=coffee&hide=coffee&range=15m');
    await menu(tab).click();
    await tab.page.getByLabel('Name for this view').fill('lunch');
    await tab.page.getByRole('button', { name: 'Save view' }).click();
    expect(await accessFaults(tab)).toEqual([]);
    await tab.page.getByRole('button', { name: 'Rename lunch' }).click();
    await tab.page.getByLabel('New name of lunch').fill('noon');
    await tab.page.keyboard.press('Enter');
    const other = await tab.page.context().newPage();
    await other.goto(shared.url());
    await other.getByRole('region', { name: 'Saved views' }).getByRole('button', { name: 'noon pizza' }).click();
    await other.getByRole('button', { name: 'Show coffee' }).waitFor();
    expect(new URL(other.url()).search).toBe(searchOf(tab));
    await tab.page.getByRole('button', { name: 'Delete noon' }).click();
    await other.locator('.view-menu summary').click();
    await other.getByText('Saved views stay in this browser.').waitFor();
    await tab.page.getByRole('button', { name: 'Undo' }).click();
    await tab.page.getByRole('button', { name: 'noon pizza, coffee' }).waitFor();
    await other.getByRole('button', { name: 'noon pizza, coffee' }).waitFor();
  });

  it('are saved and opened by the keyboard alone', async () => {
    const tab = await open('?q=pizza');
    await tab.page.locator('.card .mean b').waitFor();
    const { keyboard } = tab.page;
    await menu(tab).focus();
    await keyboard.press('Enter');
    await tab.page.getByLabel('Name for this view').waitFor();
    while ((await focused(tab)) !== 'Name for this view') await keyboard.press('Tab');
    await keyboard.type('one');
    await keyboard.press('Enter');
    await tab.page.getByRole('button', { name: 'one pizza' }).waitFor();
    while ((await focused(tab)) !== 'Rename one') await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await keyboard.type('two');
    await keyboard.press('Enter');
    await expect.poll(() => focused(tab)).toBe('two pizza');
    await keyboard.press('Escape');
    expect(await focused(tab)).toBe('Views');
    await tab.page.keyboard.press('/');
    await keyboard.type('coffee');
    await keyboard.press('Enter');
    await expect.poll(() => searchOf(tab)).toBe('?q=pizza&q=coffee');
    await menu(tab).focus();
    await keyboard.press('Enter');
    await tab.page.getByRole('button', { name: 'two pizza' }).waitFor();
    while ((await focused(tab)) !== 'two pizza') await keyboard.press('Tab');
    await keyboard.press('Enter');
    await expect.poll(() => searchOf(tab)).toBe('?q=pizza');
    expect(await focused(tab)).toBe('Views');
  });

  it('are saved by touch, and nothing in the storage does harm', async () => {
    const tab = await open('?q=pizza', phone);
    await tab.page.evaluate(
      `localStorage.setItem('undertone-views', '[{"name":1},"x",{"name":"ok","search":"?q=tea"}]')`,
    );
    await tab.page.reload();
    await menu(tab).tap();
    await tab.page.getByRole('button', { name: 'ok tea' }).waitFor();
    await tab.page.getByLabel('Name for this view').fill('mine');
    await tab.page.getByRole('button', { name: 'Save view' }).tap();
    await tab.page.getByRole('button', { name: 'mine pizza' }).waitFor();
    expect(await accessFaults(tab)).toEqual([]);
    expect(await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await tab.page.getByRole('button', { name: 'ok tea' }).tap();
    await expect.poll(() => searchOf(tab)).toBe('?q=tea');
    await tab.page.evaluate(`localStorage.setItem('undertone-views', '{{')`);
    await tab.page.reload();
    await menu(tab).tap();
    await tab.page.getByText('Saved views stay in this browser.').waitFor();
  });
});

import { describe, expect, it } from 'vitest';
import type { BrowserContextOptions } from 'playwright-core';
import { accessFaults, type Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';

const shared = sharePage('--source', 'demo?seed=7&rate=80');

const open = (options: BrowserContextOptions = {}, search = ''): Promise<Tab> => shared.open(`/${search}`, options);

const field = ({ page }: Tab) => page.getByRole('combobox', { name: 'Track' });
const option = ({ page }: Tab, name: string | RegExp) =>
  page.getByRole('listbox', { name: 'Operators' }).getByRole('option', { name });

describe('the field for a query', () => {
  it('offers operators as one types, which the keyboard chooses, and which a screen reader hears of', async () => {
    const tab = await open();
    const { keyboard } = tab.page;
    // The page listens to keys soon after it is shown.
    const focused = async (): Promise<string> => {
      await keyboard.press('/');
      return tab.page.evaluate<string>('document.activeElement.id');
    };
    await expect.poll(focused).toBe('query');
    await keyboard.type('pizza ');
    await option(tab, /^OR/).waitFor();
    expect(await field(tab).getAttribute('aria-expanded')).toBe('true');
    expect(await accessFaults(tab)).toEqual([]);
    await keyboard.press('ArrowDown');
    const id = await field(tab).getAttribute('aria-activedescendant');
    expect(id).toBe(await option(tab, /^OR/).getAttribute('id'));
    expect(await option(tab, /^OR/).getAttribute('aria-selected')).toBe('true');
    await keyboard.press('Enter');
    expect(await field(tab).inputValue()).toBe('pizza OR ');
    await keyboard.type('pasta -so');
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await keyboard.type('rss');
    expect(await field(tab).inputValue()).toBe('pizza OR pasta -source:rss');
    await keyboard.press('Enter');
    await tab.page.getByRole('article', { name: 'pizza OR pasta -source:rss' }).waitFor();
    expect(await field(tab).getAttribute('aria-expanded')).toBe('false');
  });

  it('closes the list by Escape, which leaves the text, and enters it by Enter', async () => {
    const tab = await open();
    await field(tab).pressSequentially('tea ');
    await option(tab, /^OR/).waitFor();
    await tab.page.keyboard.press('Escape');
    await option(tab, /^OR/).waitFor({ state: 'hidden' });
    expect(await field(tab).inputValue()).toBe('tea ');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('article', { name: 'tea' }).waitFor();
  });

  it('offers them to a click and a tap, which leave the focus in the field', async () => {
    const mouse = await open();
    await field(mouse).pressSequentially('pizza ha');
    await option(mouse, /^has:/).click();
    await option(mouse, /^has:links/).click();
    await expect.poll(() => field(mouse).inputValue()).toBe('pizza has:links ');
    expect(await mouse.page.evaluate<string>('document.activeElement.id')).toBe('query');
    const phone = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await field(phone).pressSequentially('pizza ');
    await option(phone, /^from:/).tap();
    await expect.poll(() => field(phone).inputValue()).toBe('pizza from:');
    expect(await accessFaults(phone)).toEqual([]);
    expect(await phone.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });
});

describe('the field in which a card is edited', () => {
  it('offers operators, live sources and languages to the keyboard, and Escape closes first the list', async () => {
    const tab = await open({}, '?q=pizza');
    const { page } = tab;
    await page.getByText('demo: live').waitFor();
    await page.getByLabel('More about pizza').focus();
    await page.keyboard.press('e');
    const edit = page.getByRole('combobox', { name: 'Query instead of pizza' });
    await page.keyboard.press('End');
    await page.keyboard.type(' -so');
    for (const key of ['ArrowDown', 'Enter', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    expect(await edit.inputValue()).toBe('pizza -source:demo ');
    await page.keyboard.type('lang:e');
    await option(tab, /^lang:en/).waitFor();
    expect(await accessFaults(tab)).toEqual([]);
    await page.keyboard.press('Escape');
    await option(tab, /^lang:en/).waitFor({ state: 'hidden' });
    expect(await edit.inputValue()).toBe('pizza -source:demo lang:e');
    await page.keyboard.press('Escape');
    await edit.waitFor({ state: 'detached' });
  });

  it('offers them to a tap in a narrow card', async () => {
    const tab = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, '?q=pizza&q=tea');
    const { page } = tab;
    await page.getByLabel('More about tea').tap();
    await page.getByRole('button', { name: 'Edit' }).tap();
    await page.keyboard.press('End');
    await page.keyboard.type(' la');
    await option(tab, /^lang:/).tap();
    await option(tab, /^lang:de/).tap();
    await expect.poll(() => page.getByLabel('Query instead of tea').inputValue()).toBe('tea lang:de ');
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.getByRole('button', { name: 'Save' }).tap();
    await page.getByRole('article', { name: 'tea lang:de' }).waitFor();
  });
});

import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser, openTab, serve, type Serving, type Tab } from './browser.ts';

/** The page that the tests of a file share. */
export interface SharedPage {
  readonly url: () => string;
  readonly send: Serving['send'];
  /** Opens an address of the server, from the path on, in a tab that is closed after the test. */
  readonly open: (path: string, options?: BrowserContextOptions) => Promise<Tab>;
  /** The open tabs. One that a test takes out may have faults, and is closed by the test. */
  readonly tabs: Tab[];
}

/** Serves the page to the tests of a file. After each of them, its tabs are closed and must have had no faults. */
export function sharePage(...args: readonly string[]): SharedPage {
  let browser: Browser;
  let server: Serving;
  const tabs: Tab[] = [];
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), serve(...args)]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), server.stop()]);
  });
  afterEach(async () => {
    const open = tabs.splice(0);
    await Promise.all(open.map((tab) => tab.close()));
    expect(open.flatMap(({ faults }) => faults)).toEqual([]);
  });
  return {
    url: () => server.url,
    send: (...posts) => {
      server.send(...posts);
    },
    open: async (path, options) => {
      const tab = await openTab(browser, `${server.url}${path}`, options);
      tabs.push(tab);
      return tab;
    },
    tabs,
  };
}

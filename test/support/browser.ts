import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { isRecord } from '../../src/model/index.ts';
import { addressOf, exitOf, launch } from './program.ts';

const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: flags });

/** A tab that records faults: errors, violations of the policy, requests to other hosts. */
export interface Tab {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens an address in a context of its own. */
export async function openTab(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const { host } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (target.protocol !== 'blob:' && target.protocol !== 'data:' && target.host !== host) faults.push(request.url());
  });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}

/** A running server. */
export interface Serving {
  readonly url: string;
  readonly child: ChildProcessWithoutNullStreams;
  /** Sends posts to a server whose source is its standard input. */
  readonly send: (...posts: readonly object[]) => void;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Starts the real server on a free port, with a temporary store by default. */
export async function serve(...args: readonly string[]): Promise<Serving> {
  const child = launch('serve', '--port', '0', '--data-folder', 'none', '--store', 'sqlite::memory:', ...args);
  child.stderr.resume();
  const url = await addressOf(child);
  return {
    url,
    child,
    send: (...posts) => {
      for (const post of posts) child.stdin.write(`${JSON.stringify(post)}\n`);
    },
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = exitOf(child);
      child.kill(signal);
      await exited;
    },
  };
}

/** Selects menus and lists, which lie over the page while they are open and may cover a part of a button. */
const overlays = '.menu-body, [role=menu], .operators, .suggestions';

/**
 * Returns the serious and critical findings of axe, a line for each, and the targets that are too small (WCAG 2.2, 2.5.8),
 * but for those that an open menu covers.
 */
export async function accessFaults({ page }: { readonly page: Pick<Page, 'evaluate'> }): Promise<readonly string[]> {
  // The policy of the page forbids added scripts; evaluated ones run in the debugger.
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }).then(({ violations }) => {
      const isOverlay = ({ target }) => document.querySelector(target)?.closest('${overlays}') != null;
      const isCovered = (node) => !isOverlay(node) && node.any.some(({ relatedNodes }) => relatedNodes.some(isOverlay));
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes
          .filter((node) => id !== 'target-size' || !isCovered(node))
          .map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary));
    })`,
  );
  return Array.isArray(found) ? found.map(String) : [];
}

/** Returns the name and the bytes of a download. */
export async function downloadBy(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) {
    if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  }
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

/** Returns the figures of the delivery by their names. */
export async function ledgerOf({ page }: Tab): Promise<Readonly<Record<string, number>>> {
  const found: unknown = await page.evaluate(
    `Object.fromEntries([...document.querySelectorAll('.ledger div')].map((row) =>
      [row.querySelector('dt').textContent, row.querySelector('dd').textContent]))`,
  );
  if (!isRecord(found)) return {};
  return Object.fromEntries(Object.entries(found).map(([name, text]) => [name, figureOf(String(text))]));
}

const figureOf = (text: string): number =>
  Number(text.replace(/[,kM]/g, '')) * (text.endsWith('k') ? 1_000 : text.endsWith('M') ? 1_000_000 : 1);

/** Returns the text that a script in the page makes of each of its elements. */
export async function textsOf(
  { page }: Pick<Tab, 'page'>,
  selector: string,
  script: string,
): Promise<readonly string[]> {
  const found: unknown = await page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => ${script})`,
  );
  return Array.isArray(found) ? found.map(String) : [];
}

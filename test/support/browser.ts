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

/** A tab that keeps what must not happen: errors, violations of the policy, requests to other hosts. */
export interface Tab {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

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
    const asked = new URL(request.url());
    if (asked.protocol !== 'blob:' && asked.protocol !== 'data:' && asked.host !== host) faults.push(request.url());
  });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}

export interface Serving {
  readonly url: string;
  readonly child: ChildProcessWithoutNullStreams;
  /** Hands posts to a server whose source is its standard input. */
  readonly say: (...posts: readonly object[]) => void;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** The real server on a free port, which keeps nothing unless it is told to. */
export async function serve(...args: readonly string[]): Promise<Serving> {
  const child = launch('serve', '--port', '0', '--data-folder', 'none', '--store', 'sqlite::memory:', ...args);
  child.stderr.resume();
  const url = await addressOf(child);
  return {
    url,
    child,
    say: (...posts) => {
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

/** What axe finds that is serious or worse, a line for each. */
export async function accessFaults({ page }: Tab): Promise<readonly string[]> {
  // The policy of the page forbids scripts that are added to it; evaluated ones are the debugger's.
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`,
  );
  return Array.isArray(found) ? found.map(String) : [];
}

/** The text that a download brings. */
export async function downloadBy(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) {
    if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  }
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

/** The figures of the delivery, by their names. */
export async function ledgerOf({ page }: Tab): Promise<Readonly<Record<string, number>>> {
  const found: unknown = await page.evaluate(
    `Object.fromEntries([...document.querySelectorAll('.ledger div')].map((row) =>
      [row.querySelector('dt').textContent, row.querySelector('dd').textContent]))`,
  );
  if (!isRecord(found)) return {};
  return Object.fromEntries(Object.entries(found).map(([name, said]) => [name, figureOf(String(said))]));
}

const figureOf = (said: string): number =>
  Number(said.replace(/[,kM]/g, '')) * (said.endsWith('k') ? 1_000 : said.endsWith('M') ? 1_000_000 : 1);

/** What a script in the page makes of its elements, a text for each. */
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

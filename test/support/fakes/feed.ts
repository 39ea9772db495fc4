import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FakeHttp, type Answer } from './http.ts';
import type { Refusal } from './refusal.ts';

interface FakeItem {
  readonly guid: string;
  readonly title: string;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Writes a feed of RSS 2.0, the newest item first. Titles are HTML, as readers take them. */
export const rssOf = (items: readonly FakeItem[]): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Fake</title>${items
    .toReversed()
    .map(
      ({ guid, title }) =>
        `<item><guid isPermaLink="false">${guid}</guid><title>${escaped(escaped(title))}</title></item>`,
    )
    .join('')}</channel></rss>`;

/** A feed on a real socket, at any path: conditional requests, redirects, and faults on command. */
export class FakeFeed {
  #items: readonly FakeItem[] = [];
  readonly #moves = new Map<string, { readonly status: number; readonly to: string }>();
  readonly #statuses: number[] = [];
  #http: FakeHttp | undefined;
  /** Whether requests are left without an answer. */
  isHushed = false;

  static async start(): Promise<FakeFeed> {
    const fake = new FakeFeed();
    fake.#http = await FakeHttp.start((request) => fake.#answer(request));
    return fake;
  }

  get #server(): FakeHttp {
    if (this.#http === undefined) throw new Error('the fake has not started');
    return this.#http;
  }

  get url(): string {
    return this.#server.url;
  }

  get paths(): readonly string[] {
    return this.#server.paths;
  }

  get openSockets(): number {
    return this.#server.openSockets;
  }

  /** The statuses of its answers. */
  get statuses(): readonly number[] {
    return this.#statuses;
  }

  #answer({ url = '', headers }: IncomingMessage): Answer | undefined {
    if (this.isHushed) return undefined;
    const move = this.#moves.get(url);
    const body = rssOf(this.#items);
    const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
    const answer: Answer =
      move !== undefined
        ? { status: move.status, headers: { Location: move.to } }
        : headers['if-none-match'] === etag
          ? { status: 304 }
          : { status: 200, headers: { 'Content-Type': 'application/rss+xml', ETag: etag }, body };
    this.#statuses.push(answer.status ?? 200);
    return answer;
  }

  add(title: string): void {
    this.#items = [...this.#items, { guid: title, title }];
  }

  change(guid: string, fields: Partial<FakeItem>): void {
    this.#items = this.#items.map((item) => (item.guid === guid ? { ...item, ...fields } : item));
  }

  move(path: string, to: { readonly status: number; readonly to: string }): void {
    this.#moves.set(path, to);
  }

  /** Cuts the connection of the next request. */
  cut(): void {
    this.#server.reset();
  }

  /** Answers the next requests with these. */
  refuse(...refusals: readonly Refusal[]): void {
    this.#server.refuse(...refusals);
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

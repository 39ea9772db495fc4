import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Answer } from './http.ts';
import { PolledService } from './polled-service.ts';

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
export class FakeFeed extends PolledService {
  #items: readonly FakeItem[] = [];
  readonly #moves = new Map<string, { readonly status: number; readonly to: string }>();
  readonly #statuses: number[] = [];

  static async start(): Promise<FakeFeed> {
    const fake = new FakeFeed();
    await fake.start();
    return fake;
  }

  protected override meetsFaults(): boolean {
    return true;
  }

  /** The statuses of its answers. */
  get statuses(): readonly number[] {
    return this.#statuses;
  }

  protected override answer({ url = '', headers }: IncomingMessage): Answer {
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
}

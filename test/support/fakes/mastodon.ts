import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Response } from './http.ts';
import { HttpService } from './http-service.ts';
import type { Refusal } from './refusal.ts';

type Fields = Readonly<Record<string, unknown>>;

const pageSize = 40;

/** A Mastodon instance and its streaming server in one: SSE, REST timelines, the instance document, faults on command. */
export class FakeMastodon extends HttpService {
  readonly #streams = new Map<ServerResponse, string>();
  readonly #statuses: Fields[] = [];
  readonly #refusals: { readonly path: string; readonly refusal: Refusal }[] = [];
  /** The type that streams are announced as. */
  mediaType = 'text/event-stream';
  /** The requests that are never answered. */
  hangs: (url: string) => boolean = () => false;
  #lastId = 114_000_000_000_000_000n;
  /** What `configuration` of the instance document holds; undefined stands for an instance without that document. */
  configuration: Fields | undefined = {};

  static async start(): Promise<FakeMastodon> {
    const fake = new FakeMastodon();
    await fake.listen((request) => fake.#handle(request));
    fake.configuration = { urls: { streaming: fake.url.replace('http', 'ws') } };
    return fake;
  }

  get streams(): number {
    return this.#streams.size;
  }

  #handle({ url = '', headers }: IncomingMessage): Response {
    if (this.hangs(url)) return undefined;
    const index = this.#refusals.findIndex(({ path }) => url.startsWith(path));
    const [refused] = index === -1 ? [] : this.#refusals.splice(index, 1);
    if (refused !== undefined) return refused.refusal;
    if (url === '/api/v2/instance') {
      if (this.configuration === undefined) return { status: 404, body: '{"error":"Not found"}' };
      return { body: JSON.stringify({ domain: 'fake', configuration: this.configuration }) };
    }
    if (headers.authorization !== 'Bearer good') {
      return { status: 401, body: '{"error":"The access token is invalid"}' };
    }
    if (url.startsWith('/api/v1/timelines/')) return this.#list(new URL(url, 'http://fake').searchParams.get('min_id'));
    if (!url.startsWith('/api/v1/streaming/')) return { status: 404, body: '{"error":"Unknown channel requested"}' };
    return (response) => {
      response.writeHead(200, { 'Content-Type': this.mediaType, 'Cache-Control': 'no-store' });
      response.write(':)\n');
      this.#streams.set(response, url);
      response.on('close', () => this.#streams.delete(response));
    };
  }

  /** The page of statuses right after an id, newest first. */
  #list(minId: string | null): Answer {
    const after = this.#statuses.filter(({ id }) => BigInt(String(id)) > BigInt(minId ?? 0));
    return { body: JSON.stringify(after.slice(0, pageSize).toReversed()) };
  }

  status(content: string, fields: Fields = {}): Fields {
    this.#lastId += 65_536n;
    return {
      id: String(this.#lastId),
      created_at: '2026-01-15T10:35:00.000Z',
      edited_at: null,
      in_reply_to_id: null,
      language: 'en',
      visibility: 'public',
      spoiler_text: '',
      content,
      reblog: null,
      tags: [],
      mentions: [],
      account: { acct: 'ann@example.com' },
      url: 'https://example.com/@ann/1',
      ...fields,
    };
  }

  /** Publishes a status to the streams whose path begins so; the timelines have it too. */
  post(content: string, fields: Fields = {}, path = ''): Fields {
    const status = this.status(content, fields);
    this.#statuses.push(status);
    this.event('update', JSON.stringify(status), path);
    return status;
  }

  event(event: string, data: string, path = ''): void {
    this.raw(`event: ${event}\ndata: ${data}\n\n`, path);
  }

  heartbeat(path = ''): void {
    this.raw(':thump\n', path);
  }

  raw(bytes: string | Uint8Array, path = ''): void {
    for (const [stream, url] of this.#streams) if (url.startsWith(path)) stream.write(bytes);
  }

  /** Answers the next request to a path that begins so. */
  refuse(path: string, refusal: Refusal): void {
    this.#refusals.push({ path, refusal });
  }

  /** Resets all connections. */
  cut(): void {
    this.server.cut();
  }

  /** Ends all streams as a server that is restarted does. */
  end(): void {
    for (const stream of this.#streams.keys()) stream.end();
  }
}

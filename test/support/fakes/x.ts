import { createGzip } from 'node:zlib';
import { text } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from '../../../src/model/index.ts';
import { readRule, sends } from '../x-rules.ts';
import type { Answer, Response } from './http.ts';
import { HttpService } from './http-service.ts';
import type { Refusal } from './refusal.ts';
import { FakeRules, json, problem, type FakeRule, type FakeRulesOptions } from './x-account.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface FakeXOptions extends FakeRulesOptions {
  /** Whether a rule sends a text. */
  readonly sends?: (rule: string, text: string) => boolean;
  /** Whether the stream comes compressed, asked for or not. */
  readonly gzip?: boolean;
}

const rulesPath = '/2/tweets/search/stream/rules';
const streamPath = '/2/tweets/search/stream';
const searchPath = '/2/tweets/search/recent';

/** X's filtered stream on real sockets: rules that take time to act, one stream that sends what they match, and faults. */
export class FakeX extends HttpService {
  readonly rules: FakeRules;
  /** How many streams were open at most, and how many attempts were made without a rule. */
  mostStreams = 0;
  /** The times at which a stream was asked for beside another, in epoch ms. */
  readonly attemptsBeside: number[] = [];
  connectsWithoutRules = 0;
  /** Whether a search is never answered. */
  searchHangs = false;
  readonly #streams = new Map<ServerResponse, (bytes: string | Uint8Array) => void>();
  readonly #refusals: { readonly path: string; readonly refusal: Refusal }[] = [];
  readonly #posts: { readonly at: number; readonly data: Fields }[] = [];
  readonly #options: FakeXOptions;
  #pulse: NodeJS.Timeout | undefined;
  #lastPost = 1_900_000_000_000_000_000n;
  /** Streams that X believes to be open although they are gone. */
  #lingering = 0;

  private constructor(options: FakeXOptions) {
    super();
    this.#options = options;
    this.rules = new FakeRules(options);
  }

  static async start(options: FakeXOptions = {}): Promise<FakeX> {
    const fake = new FakeX(options);
    await fake.listen((request) => fake.#handle(request));
    return fake;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** Attempts to open a stream. */
  get attempts(): number {
    return this.server.paths.filter((path) => path.split('?', 1)[0] === streamPath).length;
  }

  get values(): readonly string[] {
    return [...this.rules.stored.keys()];
  }

  /** The clock by which it lives. */
  set clock(now: () => number) {
    this.rules.now = now;
  }

  #now(): number {
    return this.rules.now();
  }

  #handle(request: IncomingMessage): Response {
    const { url = '', method = '', headers } = request;
    const address = new URL(url, 'http://fake');
    const path = address.pathname;
    const index = this.#refusals.findIndex((each) => each.path === `${method} ${path}`);
    const [refused] = index === -1 ? [] : this.#refusals.splice(index, 1);
    if (refused !== undefined) return { headers: { 'Content-Type': 'application/json' }, ...refused.refusal };
    if (headers.authorization !== 'Bearer good') return json(401, { title: 'Unauthorized', detail: 'Unauthorized' });
    if (path === rulesPath && method === 'GET') return this.rules.list(address.searchParams.get('pagination_token'));
    if (path === rulesPath) {
      return (response) => {
        void text(request).then((body) => {
          const {
            status,
            headers: answerHeaders,
            body: answer,
          } = this.rules.change(parseJson(body), address.searchParams);
          response.writeHead(status ?? 200, answerHeaders).end(answer);
        });
      };
    }
    if (path === searchPath && this.searchHangs) return undefined;
    if (path === searchPath) return this.#search(address.searchParams);
    return path === streamPath ? this.#stream() : json(404, { title: 'Not Found', detail: 'Not Found' });
  }

  #stream(): Answer | ((response: ServerResponse) => void) {
    if (this.rules.stored.size === 0) {
      this.connectsWithoutRules += 1;
      const detail = 'You must define rules before connecting to filtered stream.';
      return this.#refusedConnection(409, 'RuleConfigurationIssue', detail);
    }
    if (this.#streams.size + this.#lingering > 0) {
      this.attemptsBeside.push(Date.now());
      this.#lingering = Math.max(0, this.#lingering - 1);
      const detail = 'This stream is currently at the maximum allowed connection limit.';
      return this.#refusedConnection(429, 'TooManyConnections', detail);
    }
    return (response) => {
      const { gzip = false } = this.#options;
      response.writeHead(200, { 'Content-Type': 'application/json', ...(gzip && { 'Content-Encoding': 'gzip' }) });
      response.flushHeaders();
      const zip = createGzip();
      if (gzip) zip.pipe(response);
      this.#streams.set(response, (bytes) => {
        if (!gzip) response.write(bytes);
        else
          zip.write(bytes, () => {
            zip.flush();
          });
      });
      this.mostStreams = Math.max(this.mostStreams, this.#streams.size);
      response.on('close', () => this.#streams.delete(response));
    };
  }

  #refusedConnection(status: number, issue: string, detail: string): Answer {
    const type = problem('streaming-connection');
    return json(status, { title: 'ConnectionException', detail, connection_issue: issue, type });
  }

  #search(query: URLSearchParams): Answer {
    const [from, to] = ['start_time', 'end_time'].map((name) => Date.parse(query.get(name) ?? ''));
    const rule = query.get('query') ?? '';
    const found = this.#posts.filter(
      ({ at, data }) => at >= (from ?? 0) && at <= (to ?? 0) && this.#isSent(rule, String(data['text'])),
    );
    const at = Number(query.get('next_token') ?? 0);
    const page = found.slice(at, at + Number(query.get('max_results'))).map(({ data }) => data);
    const next = at + page.length < found.length ? { next_token: String(at + page.length) } : {};
    return json(200, { ...(page.length > 0 && { data: page }), meta: { result_count: page.length, ...next } });
  }

  #isSent(rule: string, words: string): boolean {
    const { sends: isSent } = this.#options;
    if (isSent !== undefined) return isSent(rule, words);
    return sends(readRule(rule), { id: '', source: 'x', text: words, at: 0, lang: 'en' });
  }

  /** A post as the stream has it. */
  data(words: string, fields: Fields = {}): Fields {
    this.#lastPost += 1n;
    const id = String(this.#lastPost);
    const created = new Date(this.#now()).toISOString();
    return {
      ...{ id, text: words, author_id: '9', lang: 'en', created_at: created, edit_history_tweet_ids: [id] },
      ...fields,
    };
  }

  /** Publishes a post: the streams get it if a rule that acts sends it; search finds it anyway. */
  post(words: string, fields: Fields = {}): Fields {
    const now = this.#now();
    const data = this.data(words, fields);
    this.#posts.push({ at: now, data });
    const matching = [...this.rules.stored.values()].filter(
      ({ value, effectiveAt }) => effectiveAt <= now && this.#isSent(value, words),
    );
    if (matching.length > 0) this.message({ data, includes: usersOf(data), matching_rules: matching.map(ruleRef) });
    return data;
  }

  message(message: Fields): void {
    this.raw(`${JSON.stringify(message)}\r\n`);
  }

  heartbeat(): void {
    this.raw('\r\n');
  }

  raw(bytes: string | Uint8Array): void {
    for (const write of this.#streams.values()) write(bytes);
  }

  /** Says that it disconnects; whether it does is another matter. */
  disconnect(type = 'UpstreamOperationalDisconnect'): void {
    const detail = 'This stream has been disconnected upstream for operational reasons.';
    const error = { title: 'operational-disconnect', disconnect_type: type, detail };
    this.message({ errors: [{ ...error, type: problem('operational-disconnect') }] });
  }

  /** Answers the next such requests with these: `GET /2/…`. */
  refuse(what: 'stream' | 'list' | 'change' | 'search', ...refusals: readonly Refusal[]): void {
    const path = {
      stream: `GET ${streamPath}`,
      list: `GET ${rulesPath}`,
      change: `POST ${rulesPath}`,
      search: `GET ${searchPath}`,
    }[what];
    for (const refusal of refusals) this.#refusals.push({ path, refusal });
  }

  /** Takes the connection for open for so many more attempts after it is gone. */
  linger(attempts: number): void {
    this.#lingering = attempts;
  }

  /** Cuts all connections. */
  cut(): void {
    this.server.cut();
  }

  /** Ends all streams as they should end. */
  end(): void {
    for (const stream of this.#streams.keys()) stream.end();
  }

  /** Sends heartbeats from now on. */
  beat(everyMs: number): void {
    this.#pulse = setInterval(() => {
      this.heartbeat();
    }, everyMs);
  }

  override close(): Promise<void> {
    clearInterval(this.#pulse);
    return super.close();
  }
}

const ruleRef = ({ id, tag }: FakeRule) => ({ id, tag });
const usersOf = ({ author_id: id }: Fields) => ({ users: [{ id, name: 'Ann', username: 'ann' }] });

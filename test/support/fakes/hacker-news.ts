import type { IncomingMessage, ServerResponse } from 'node:http';
import { FakeHttp, type Answer } from './http.ts';
import type { Refusal } from './refusal.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The API of Hacker News: the newest id, items, changes, and faults on command. */
export class FakeHackerNews {
  readonly #items = new Map<number, Fields>();
  /** The number of further times that an item is absent. */
  readonly #absences = new Map<number, number>();
  #changed: readonly number[] = [];
  #newest = 40_000_000;
  /** The faults of the next requests for the newest id, in turn. */
  readonly #faults: (Refusal | 'cut')[] = [];
  #http: FakeHttp | undefined;
  /** Whether requests are left without an answer. */
  isHushed = false;

  static async start(): Promise<FakeHackerNews> {
    const fake = new FakeHackerNews();
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

  #answer({ url = '' }: IncomingMessage): Answer | undefined | ((response: ServerResponse) => void) {
    if (this.isHushed) return undefined;
    const fault = url === '/v0/maxitem.json' ? this.#faults.shift() : undefined;
    if (fault === 'cut') return ({ socket }) => socket?.resetAndDestroy();
    if (fault !== undefined) return fault;
    const value = this.#valueAt(url);
    return value === undefined ? { status: 404, body: 'Not found' } : { body: JSON.stringify(value) };
  }

  #valueAt(path: string): unknown {
    if (path === '/v0/maxitem.json') return this.#newest;
    if (path === '/v0/updates.json') return { items: this.#changed, profiles: [] };
    const id = Number(/^\/v0\/item\/(\d+)\.json$/.exec(path)?.[1]);
    if (Number.isNaN(id)) return undefined;
    const absences = this.#absences.get(id) ?? 0;
    this.#absences.set(id, absences - 1);
    return absences > 0 ? null : (this.#items.get(id) ?? null);
  }

  /** Adds an item, a comment where the fields do not say otherwise; it is `absences` times not there yet. */
  add(fields: Fields, absences = 0): number {
    this.#newest += 1;
    const id = this.#newest;
    this.#items.set(id, { id, type: 'comment', by: 'ann', time: 1_768_473_300, parent: 1, ...fields });
    this.#absences.set(id, absences);
    return id;
  }

  /** Changes an item, and lists it among the changes. */
  change(id: number, fields: Fields): void {
    this.#items.set(id, { ...this.#items.get(id), ...fields });
    this.#changed = [...this.#changed, id];
  }

  /** Cuts the connection of the next request for the newest id. */
  cut(): void {
    this.#faults.push('cut');
  }

  /** Answers the next requests for the newest id with these. */
  refuse(...refusals: readonly Refusal[]): void {
    this.#faults.push(...refusals);
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

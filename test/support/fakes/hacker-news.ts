import type { IncomingMessage } from 'node:http';
import type { Answer } from './http.ts';
import { PolledService } from './polled-service.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The API of Hacker News: the newest id, items, changes, and faults on command. */
export class FakeHackerNews extends PolledService {
  readonly #items = new Map<number, Fields>();
  /** The number of further times that an item is absent. */
  readonly #absences = new Map<number, number>();
  #changed: readonly number[] = [];
  #newest = 40_000_000;

  static async start(): Promise<FakeHackerNews> {
    const fake = new FakeHackerNews();
    await fake.start();
    return fake;
  }

  protected override meetsFaults({ url }: IncomingMessage): boolean {
    return url === '/v0/maxitem.json';
  }

  protected override answer({ url = '' }: IncomingMessage): Answer {
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
}

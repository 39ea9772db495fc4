import { map, switchMap, type Observable, type SchedulerLike } from 'rxjs';
import { RecentKeys } from '../../graph/operators/index.ts';
import type { HttpAnswer } from '../net/http.ts';
import { readJsonList, type JsonList, type JsonListFault } from '../net/json-list.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { inTurns } from '../turns.ts';
import { readPage, type Page } from './body.ts';
import { nextPageOf, type LinkedPage } from './links.ts';

/** The most comments that are remembered, and the most that one answer may list. */
const maxComments = 100_000;
/** Undertone's own `/v1/posts` has `posts`. */
const names = ['posts', 'comments', 'items', 'data'];

export interface PageReaderOptions {
  readonly name: string;
  readonly scheduler: SchedulerLike;
}

/** Reads answers, and remembers what they have listed. */
export class PageReader {
  readonly #options: PageReaderOptions;
  readonly #seen = new RecentKeys(maxComments);
  #newest: Page['newest'];
  /** The most elements of a page that were no objects: they have no ids by which they could be remembered. */
  #others = 0;

  constructor(options: PageReaderOptions) {
    this.#options = options;
  }

  /** The newest comment that has an id of its own. */
  get newest(): Page['newest'] {
    return this.#newest;
  }

  /**
   * Emits the page that a body is, piece by piece in turns of the event loop. Errors with an `UpstreamFailure` when it is
   * none. `listed` has the keys of the pages before it, whose repetition connects nothing.
   */
  read(body: Uint8Array, answer: HttpAnswer, listed: ReadonlySet<string> = new Set()): Observable<LinkedPage> {
    const { name: source, scheduler } = this.#options;
    return inTurns(() => readJsonList(body, { names, maxElements: maxComments }), scheduler).pipe(
      switchMap((list) => {
        const { elements } = listOf(list, answer);
        const options = { source, seen: this.#seen, now: scheduler.now() };
        return inTurns(() => readPage(elements, options), scheduler).pipe(
          map((page) => ({ ...this.#link(page, answer, listed), size: elements.length, bytes: body.length })),
        );
      }),
    );
  }

  #link(page: Page, answer: HttpAnswer, listed: ReadonlySet<string>): Omit<LinkedPage, 'size' | 'bytes'> {
    const { newest, others } = page;
    // Since the clock was set back, the newest may lie in the future.
    const newestAt = Math.min(this.#newest?.at ?? -Infinity, this.#options.scheduler.now());
    if (newest !== undefined && newest.at >= newestAt) this.#newest = newest;
    const invalid = page.invalid + Math.max(0, others - this.#others);
    this.#others = Math.max(this.#others, others);
    const isConnected = page.known.values().some((key) => !listed.has(key));
    const url = nextPageOf(answer.headers, answer.url);
    return { ...page, invalid, isConnected, next: url && { url, ledBy: answer } };
  }
}

/** @throws UpstreamFailure when there is no list. */
function listOf(list: JsonList | JsonListFault, { url: { host } }: HttpAnswer): JsonList {
  if (list === 'no list') throw new UpstreamFailure('http', `${host} answers with no JSON list of comments.`);
  if (list !== 'too long') return list;
  throw new UpstreamFailure('http', `${host} lists more than ${maxComments} comments at a time: ask it for fewer.`);
}

import { concat, defer, delay, from, of, Subject, type Observable, type SchedulerLike } from 'rxjs';
import type { LogSpan, PositionedPost, PostLog, Source, SourceEvent } from '../../../src/graph/index.ts';
import { UndertoneError } from '../../../src/model/index.ts';

/** As many count as recent. */
const recentPosts = 5;

/** A log of posts in memory that several graphs read, each at its own pace. */
export class MemoryPostLog {
  readonly epoch = 'memory';
  readonly posts: PositionedPost[] = [];
  #first = 0;

  /** Appends a post; positions rise by more than one, as those of a real log do. */
  append(text: string, at: number): number {
    const position = (this.posts.at(-1)?.position ?? 0) + 1 + (this.posts.length % 3);
    this.posts.push({ post: { id: String(position), source: 'log', text, at }, position });
    return position;
  }

  /** Forgets the oldest posts. */
  trim(count: number): void {
    this.#first = Math.min(this.posts.length, this.#first + count);
  }

  /** Returns whether all posts after a position are still there. */
  has(position: number): boolean {
    return position >= (this.posts[this.#first - 1]?.position ?? 0);
  }

  /** Returns the span of the last posts. */
  lastSpan(count: number): LogSpan {
    const upTo = this.posts.at(-1)?.position ?? 0;
    return { after: this.posts.at(-1 - count)?.position ?? 0, upTo };
  }

  /** Returns the posts of a span that are still there. */
  read({ after, upTo }: LogSpan): readonly PositionedPost[] {
    return this.posts.slice(this.#first).filter(({ position }) => position > after && position <= upTo);
  }
}

/** A log as a graph reads it: its source and its port, which advance as a test says. */
export class MemoryLogReader {
  readonly #log: MemoryPostLog;
  readonly #scheduler: SchedulerLike;
  readonly #events$ = new Subject<SourceEvent>();
  #read = 0;

  constructor(log: MemoryPostLog, scheduler: SchedulerLike) {
    this.#log = log;
    this.#scheduler = scheduler;
  }

  readonly source: Source = {
    name: 'log',
    isAlwaysOpen: true,
    open: () => concat(of<SourceEvent>({ type: 'state', source: 'log', state: 'live' }), this.#events$),
  };

  readonly port: PostLog = {
    epoch: () => this.#log.epoch,
    position: () => this.#log.posts[this.#read - 1]?.position ?? 0,
    covers: (epoch, position) => epoch === this.#log.epoch && this.#log.has(position),
    replay: (span) => defer(() => this.#replay(span)),
    recent: () => of(this.#log.lastSpan(recentPosts)),
  };

  /** Reads on. */
  advance(count: number): void {
    const end = Math.min(this.#log.posts.length, this.#read + count);
    while (this.#read < end) {
      const next = this.#log.posts[this.#read];
      this.#read += 1;
      if (next !== undefined) this.#events$.next({ type: 'post', ...next });
    }
  }

  /** A page for each two posts, 1 ms apart; an error when some have been forgotten. */
  #replay(span: LogSpan): Observable<readonly PositionedPost[]> {
    if (!this.#log.has(span.after)) throw new UndertoneError('store_failed', 'The log no longer has these posts.');
    const posts = this.#log.read(span);
    const pages = Array.from({ length: Math.ceil(posts.length / 2) }, (_, n) => posts.slice(2 * n, 2 * n + 2));
    return from(pages).pipe(delay(1, this.#scheduler));
  }
}

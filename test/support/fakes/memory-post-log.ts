import { concat, defer, delay, from, of, Subject, type Observable, type SchedulerLike } from 'rxjs';
import type {
  LogEntry,
  LogSpan,
  PositionedPost,
  PostLog,
  RetractionEvent,
  Source,
  SourceEvent,
} from '../../../src/graph/index.ts';
import { UndertoneError } from '../../../src/model/index.ts';

/** As many count as recent. */
const recentEntries = 5;

const isPost = (entry: LogEntry): entry is PositionedPost => 'post' in entry;

/** A log of posts and retractions in memory that several graphs read, each at its own pace. */
export class MemoryPostLog {
  readonly epoch = 'memory';
  readonly entries: LogEntry[] = [];
  /** The times at which they were appended. */
  readonly #times: number[] = [];
  #first = 0;

  get posts(): readonly PositionedPost[] {
    return this.entries.filter(isPost);
  }

  /** Appends a post, which is named by its position. */
  append(text: string, at: number, author?: string): number {
    const position = this.#nextPosition();
    const post = { id: String(position), source: 'log', text, at, ...(author !== undefined && { author }) };
    return this.#push({ post, position }, at);
  }

  retract(retraction: RetractionEvent, at: number): number {
    return this.#push({ retraction, position: this.#nextPosition() }, at);
  }

  /** Deletes a post: 0 is the newest that was not yet. */
  deletePost(age: number, at: number): void {
    const { post } = this.posts.filter(({ position }) => this.deletionOf(position) === undefined).at(-1 - age) ?? {};
    if (post !== undefined) this.retract({ type: 'delete', source: post.source, id: post.id }, at);
  }

  /** Returns the position of the deletion of the post at a position. */
  deletionOf(position: number): number | undefined {
    const isDeletion = (entry: LogEntry): boolean =>
      !isPost(entry) && entry.retraction.type === 'delete' && entry.retraction.id === String(position);
    return this.entries.find(isDeletion)?.position;
  }

  /** Returns the time of a position: that of the last entry up to it. */
  timeAt(position: number): number {
    return this.#times[this.entries.findLastIndex((entry) => entry.position <= position)] ?? 0;
  }

  /** Positions rise by more than one, as those of a real log do. */
  #nextPosition(): number {
    return (this.entries.at(-1)?.position ?? 0) + 1 + (this.entries.length % 3);
  }

  #push(entry: LogEntry, at: number): number {
    this.entries.push(entry);
    this.#times.push(at);
    return entry.position;
  }

  /** Forgets the oldest entries. */
  trim(count: number): void {
    this.#first = Math.min(this.entries.length, this.#first + count);
  }

  /** Returns whether all after a position is still there. */
  has(position: number): boolean {
    return position >= (this.entries[this.#first - 1]?.position ?? 0);
  }

  /** Returns whether what is at a position is still there. */
  holds(position: number): boolean {
    return position > (this.entries[this.#first - 1]?.position ?? 0);
  }

  /** Returns the span of the last entries. */
  lastSpan(count: number): LogSpan {
    const upTo = this.entries.at(-1)?.position ?? 0;
    return { after: this.entries.at(-1 - count)?.position ?? 0, upTo };
  }

  /** Returns what is still there of a span, and of some time before it. */
  read({ after, upTo }: LogSpan, lookBackMs = 0): readonly LogEntry[] {
    const at = this.timeAt(after);
    const isWanted = ({ position }: LogEntry, index: number): boolean =>
      index >= this.#first &&
      position <= upTo &&
      (position > after || (lookBackMs > 0 && (this.#times[index] ?? 0) >= at - lookBackMs));
    return this.entries.filter(isWanted);
  }
}

/** A log as a graph reads it: its source and its port, which advance as a test says. */
export class MemoryLogReader {
  readonly #log: MemoryPostLog;
  readonly #scheduler: SchedulerLike;
  readonly #events$ = new Subject<SourceEvent>();
  #read = 0;
  #unbrokenFrom = { position: 0, at: 0 };
  /** The posts that it has passed over. */
  skipped = 0;

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
    keepMs: 600_000,
    epoch: () => this.#log.epoch,
    position: () => this.#log.entries[this.#read - 1]?.position ?? 0,
    unbrokenFrom: () => this.#unbrokenFrom,
    covers: (epoch, position) => epoch === this.#log.epoch && this.#log.has(position),
    replay: (span, lookBackMs) => defer(() => this.#replay(span, lookBackMs)),
    recent: () => of(this.#log.lastSpan(recentEntries)),
  };

  /** Reads on. */
  advance(count: number): void {
    const end = Math.min(this.#log.entries.length, this.#read + count);
    while (this.#read < end) {
      const next = this.#log.entries[this.#read];
      this.#read += 1;
      if (next !== undefined) this.#events$.next(isPost(next) ? { type: 'post', ...next } : next.retraction);
    }
  }

  /** Begins at the end of the log, as a node does that starts. */
  begin(): void {
    this.#read = this.#log.entries.length;
    this.#unbrokenFrom = { position: this.port.position(), at: this.#scheduler.now() };
  }

  /** Passes over entries, as a reader does that is too slow, and says so. */
  skip(count: number): void {
    const end = Math.min(this.#log.entries.length, this.#read + count);
    this.skipped += this.#log.entries.slice(this.#read, end).filter(isPost).length;
    if (end === this.#read) return;
    this.#read = end;
    const now = this.#scheduler.now();
    this.#unbrokenFrom = { position: this.port.position(), at: now };
    this.#events$.next({ type: 'gap', source: 'log', from: now, to: now, cause: 'It was too slow.', filled: 'none' });
  }

  /** A page for each two entries, 1 ms apart; an error when some of the span have been forgotten. */
  #replay(span: LogSpan, lookBackMs: number): Observable<readonly LogEntry[]> {
    if (!this.#log.has(span.after)) throw new UndertoneError('store_failed', 'The log no longer has these posts.');
    const entries = this.#log.read(span, lookBackMs);
    const pages = Array.from({ length: Math.ceil(entries.length / 2) }, (_, n) => entries.slice(2 * n, 2 * n + 2));
    return from(pages).pipe(delay(1, this.#scheduler));
  }
}

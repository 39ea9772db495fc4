import type { SchedulerLike } from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import type { SocketEvent } from '../net/web-socket.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import type { Signal } from '../supervisor/supervise.ts';
import type { Endpoint } from './endpoints.ts';
import { parseFrame, type Frame, type Position } from './frames.ts';
import { postOf, type PostCommit, type PostOptions } from './post.ts';
import { fromNow, resumeAfter, type Cursor, type Resumption } from './resume.ts';

export interface ReaderOptions extends PostOptions {
  /** The cursor of an earlier run. */
  readonly away: Cursor | undefined;
  readonly scheduler: SchedulerLike;
}

// A run that ended longer ago is not resumed: nobody waits for its posts any more.
const maxAwayMs = 15 * 60_000;

/**
 * Reads the frames of one connection after another, and knows where the next one has to go on. Of a cursor that the
 * server does not take it falls back from the number to the time, and from that to now.
 */
export class Reader {
  readonly #options: ReaderOptions;
  #last: Cursor | undefined;
  /** Whether the last cursor is that of an earlier run. */
  #away: boolean;
  #trust: 'number' | 'time' | 'none' = 'number';
  #endpoint: Endpoint = { base: '', wire: 'v2' };
  #resumption: Resumption = fromNow;
  /** Whether the first event of a resumed stream is still to come. */
  #awaited = false;
  #outdated = false;
  /** The time of the last event before something that could not be read. */
  #stumbledAt: number | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#last = options.away;
    this.#away = options.away !== undefined;
  }

  /** The last event that was read. */
  get last(): Cursor | undefined {
    return this.#last;
  }

  /** Begins a connection; the answer is the cursor to send. */
  start(endpoint: Endpoint): number | undefined {
    this.#endpoint = endpoint;
    this.#resumption = this.#choose(endpoint);
    this.#awaited = this.#resumption.cursor !== undefined;
    this.#outdated = false;
    return this.#resumption.cursor;
  }

  #choose(endpoint: Endpoint): Resumption {
    const last = this.#last;
    if (last === undefined || this.#trust === 'none') return fromNow;
    if (!this.#away) return resumeAfter(last, endpoint, this.#trust === 'number');
    const awayMs = this.#options.scheduler.now() - last.timeUs / 1_000;
    // What was in the pipes when the program ended has to come again, so its number is too exact.
    return awayMs > maxAwayMs ? fromNow : resumeAfter(last, endpoint, false);
  }

  /** Notes that a cursor was refused, and says so as a failure. */
  losePlace(): UpstreamFailure {
    this.#trust = this.#trust === 'number' && !this.#away ? 'time' : 'none';
    return new UpstreamFailure('network', `${this.#host} no longer has what follows our cursor.`);
  }

  /** Notes that what followed could not be read. The second time at the same place it is passed over. */
  stumble(): void {
    const at = this.#last?.timeUs;
    if (at === this.#stumbledAt) this.#trust = 'none';
    this.#stumbledAt = at;
  }

  /** What an event of the connection means. Throws the failure that a server's last words are. */
  read(event: SocketEvent): readonly Signal[] {
    switch (event.type) {
      case 'open':
        return this.#awaited ? [{ type: 'live' }] : [{ type: 'live' }, this.#resumed('none')];
      case 'ping':
        return [{ type: 'alive' }];
      case 'binary':
        return [this.#invalid];
      case 'text': {
        const frame = parseFrame(event.text, this.#endpoint.wire);
        return frame === undefined ? [this.#invalid] : this.#take(frame);
      }
    }
  }

  #take(frame: Frame): readonly Signal[] {
    switch (frame.type) {
      case 'event':
        return [...this.#advance(frame.position), this.#signalOf(frame.post)];
      case 'outdated':
        this.#outdated = true;
        return [{ type: 'alive' }];
      case 'unknown':
        return [{ type: 'alive' }];
      case 'error':
        if (frame.code.includes('Cursor')) throw this.losePlace();
        throw new UpstreamFailure(
          'network',
          `${this.#host} ended the stream: ${frame.code} ${frame.message}`.trimEnd(),
        );
    }
  }

  #advance(position: Position): readonly Signal[] {
    const complete = !this.#outdated && this.#resumption.isComplete(position);
    const signals = this.#awaited ? [this.#resumed(complete ? 'full' : 'partial')] : [];
    this.#awaited = false;
    this.#away = false;
    this.#trust = 'number';
    this.#last = { ...position, base: this.#endpoint.base };
    return signals;
  }

  #resumed(filled: Filled): Signal {
    const since = this.#away && this.#last !== undefined ? this.#last.timeUs / 1_000 : undefined;
    return { type: 'resumed', filled, ...(since !== undefined && { since }) };
  }

  #signalOf(commit: PostCommit | undefined): Signal {
    if (commit === undefined) return { type: 'alive' };
    const post = postOf(commit, this.#options);
    return post === undefined ? this.#invalid : { type: 'post', post };
  }

  get #invalid(): Signal {
    return { type: 'invalid', source: this.#options.source, count: 1 };
  }

  get #host(): string {
    return new URL(this.#endpoint.base).host;
  }
}

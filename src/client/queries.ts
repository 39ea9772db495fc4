import { errorCodes, UndertoneError, type ErrorCode } from '../model/errors.ts';
import type {
  ClientMessage,
  ErrorFrame,
  GapFrame,
  ServerFrame,
  SessionLimits,
  TrackingFrame,
} from '../protocol/v1/messages.ts';
import { retryDelay } from './backoff.ts';
import type { Clock } from './clock.ts';
import { createPacer, type Pacer } from './pacer.ts';
import type { Stream } from './stream.ts';
import { StreamSubject } from './subject.ts';
import type { TrackingEvent, TrackOptions } from './tracking.ts';

export interface QueriesOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly maxBuffered: number;
  /** Sends a message to the server. Called only while a session is open. */
  readonly send: (message: ClientMessage) => void;
}

/** A query with at least one observer. */
interface TrackedQuery {
  readonly id: string;
  readonly events: StreamSubject<TrackingEvent>;
  readonly query: string;
  readonly options: TrackOptions;
  /** The last answer to `track`. */
  tracking: TrackingFrame | undefined;
  /** Whether the server has answered in the present session. */
  isAnswered: boolean;
  /** The time of the last frame of the last session that answered, in epoch ms. */
  lostAt: number;
  /** The last resume token. */
  token: string | undefined;
  /** The number of temporary refusals in a row. */
  refusals: number;
  cancelRetry: (() => void) | undefined;
}

const initialState = {
  tracking: undefined,
  isAnswered: false,
  lostAt: 0,
  token: undefined,
  refusals: 0,
  cancelRetry: undefined,
} as const;

/** The tracked queries: tracks them again in each new session, and dispatches the server's frames to them. */
export class Queries {
  readonly #options: QueriesOptions;
  readonly #pacer: Pacer;
  readonly #active = new Map<string, TrackedQuery>();
  /** The ids that were tracked in the present session. */
  readonly #sent = new Set<string>();
  #maxQueries = Infinity;
  #lastFrameAt = 0;
  #lastId = 0;
  #end: { readonly error: UndertoneError | undefined } | undefined;

  constructor(options: QueriesOptions) {
    this.#options = options;
    this.#pacer = createPacer(options.clock, (id) => this.#sendFor(id));
  }

  track(query: string, options: TrackOptions): Stream<TrackingEvent> {
    let tracked: TrackedQuery | undefined;
    const events = new StreamSubject<TrackingEvent>({
      maxBuffered: this.#options.maxBuffered,
      overflow: (dropped) => ({ type: 'overflow', dropped }),
      current: () => tracked?.tracking,
      onObserved: () => {
        // Each time a new id, because frames for the previous one may still arrive.
        const id = `q${(this.#lastId += 1)}`;
        tracked = { id, events, query, options, ...initialState };
        this.#active.set(id, tracked);
        this.#pacer.push(id);
      },
      onUnobserved: () => {
        if (tracked !== undefined) this.#remove(tracked);
        tracked = undefined;
      },
    });
    if (this.#end !== undefined) events.end(this.#end.error);
    return events;
  }

  /** Called when a session has begun. */
  onWelcome({ messagesPerSecond, queriesPerSession }: SessionLimits): void {
    this.#maxQueries = queriesPerSession;
    this.#pacer.open(messagesPerSecond);
    for (const id of this.#active.keys()) this.#pacer.push(id);
  }

  /** Called when a session has ended. */
  onDisconnect(): void {
    this.#pacer.close();
    this.#sent.clear();
    for (const tracked of this.#active.values()) {
      if (tracked.isAnswered) tracked.lostAt = this.#lastFrameAt;
      tracked.isAnswered = false;
      tracked.cancelRetry?.();
    }
  }

  /** Ends all queries, the future ones included. */
  end(error: UndertoneError | undefined): void {
    this.#end = { error };
    for (const { events } of [...this.#active.values()]) events.end(error);
  }

  /** Dispatches a frame. Returns false when it concerns no query. */
  receive(frame: ServerFrame): boolean {
    this.#lastFrameAt = this.#options.clock.now();
    if (!('id' in frame)) {
      if (frame.type === 'gap') for (const { events } of [...this.#active.values()]) events.next(frame);
      return frame.type === 'gap';
    }
    const tracked = this.#active.get(frame.id);
    // Frames for other ids were under way when these were untracked.
    if (tracked !== undefined) this.#dispatch(tracked, frame);
    return true;
  }

  /** Reports an unreadable frame to the query with this id. Returns false when there is none. */
  reportFault(id: string, error: ErrorFrame): boolean {
    const tracked = this.#active.get(id);
    tracked?.events.next(error);
    return tracked !== undefined;
  }

  #dispatch(tracked: TrackedQuery, frame: Exclude<ServerFrame, { readonly type: 'welcome' | 'stats' }>): void {
    const { events } = tracked;
    switch (frame.type) {
      case 'tracking':
        this.#onTracking(tracked, frame);
        break;
      case 'post':
        tracked.token = frame.resume;
        events.next(frame);
        break;
      case 'summary':
        tracked.token = frame.resume ?? tracked.token;
        events.next(frame);
        break;
      case 'retract':
      case 'gap':
        events.next(frame);
        break;
      case 'error':
        if (tracked.isAnswered) events.next(frame);
        else this.#onRefused(tracked, frame);
        break;
      case 'untracked':
        this.#sent.delete(tracked.id);
        events.end();
        break;
    }
  }

  #onTracking(tracked: TrackedQuery, frame: TrackingFrame): void {
    if (tracked.isAnswered && frame.resume !== undefined) {
      // No result has come for a while, and the token would become too old.
      tracked.token = frame.resume;
      return;
    }
    const isReturn = tracked.tracking !== undefined && !tracked.isAnswered;
    const gap = isReturn && frame.resumed === undefined ? this.#gapSinceLoss(tracked) : undefined;
    tracked.tracking = frame;
    tracked.isAnswered = true;
    tracked.refusals = 0;
    tracked.token = frame.resume ?? tracked.token;
    tracked.events.next(frame);
    if (gap !== undefined) tracked.events.next(gap);
  }

  /** Without a token, posts from the time between two sessions are missed. */
  #gapSinceLoss({ id, lostAt: from }: TrackedQuery): GapFrame {
    const to = this.#options.clock.now();
    return { type: 'gap', source: 'resume', id, from, to, cause: 'The connection was lost.', filled: 'none' };
  }

  #onRefused(tracked: TrackedQuery, frame: ErrorFrame): void {
    const { clock, random } = this.#options;
    if (!this.#isTransient(tracked, frame)) {
      this.#sent.delete(tracked.id);
      tracked.events.end(errorOf(frame));
      return;
    }
    tracked.refusals += 1;
    tracked.cancelRetry = clock.after(retryDelay(tracked.refusals, false, random), () => {
      this.#pacer.push(tracked.id);
    });
    tracked.events.next(frame);
  }

  /** `too_many` means too many messages, which is soon over, or a limit on queries, which may hold for long. */
  #isTransient({ refusals }: TrackedQuery, { code }: ErrorFrame): boolean {
    if (code !== 'too_many') return transient.has(code);
    return this.#active.size <= this.#maxQueries && refusals < maxRefusals;
  }

  #remove({ id, cancelRetry }: TrackedQuery): void {
    cancelRetry?.();
    this.#active.delete(id);
    this.#pacer.push(id);
  }

  /** Sends `track` for an active id, and `untrack` for one that was removed. Returns whether a message was due. */
  #sendFor(id: string): boolean {
    const tracked = this.#active.get(id);
    const { send } = this.#options;
    if (tracked === undefined) {
      if (!this.#sent.delete(id)) return false;
      send({ type: 'untrack', id });
      return true;
    }
    const { query, token } = tracked;
    const { since, ...options } = tracked.options;
    this.#sent.add(id);
    // With a token, the server knows which posts the client has: `since` would send the stored ones again.
    const start = token === undefined ? { ...(since !== undefined && { since }) } : { resume: token };
    send({ type: 'track', id, query, ...options, ...start });
    return true;
  }
}

/** The refusals with `too_many` in a row after which a query ends. */
const maxRefusals = 4;

const transient: ReadonlySet<string> = new Set<ErrorCode>(['unavailable', 'internal']);

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);

/** Returns a refusal as an error. The code of a newer server may be unknown; its sentence is kept. */
function errorOf({ code, message, position }: ErrorFrame): UndertoneError {
  return new UndertoneError(isErrorCode(code) ? code : 'bad_message', message, {
    ...(position !== undefined && { position }),
  });
}

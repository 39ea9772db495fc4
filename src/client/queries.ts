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
import { StreamSubject } from './subject.ts';
import { createPacer, type Pacer } from './pacer.ts';
import type { Stream } from './stream.ts';
import type { TrackingEvent, TrackOptions } from './tracking.ts';

export interface QueriesOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly maxBuffered: number;
  /** Sends while a session is open; not called otherwise. */
  readonly send: (message: ClientMessage) => void;
}

/** A query that somebody listens to. */
interface Tracked {
  readonly id: string;
  readonly hub: StreamSubject<TrackingEvent>;
  readonly query: string;
  readonly options: TrackOptions;
  /** The last answer to `track`. */
  tracking: TrackingFrame | undefined;
  /** Whether this session's server has answered. */
  answered: boolean;
  /** The last sign of life of the last session that had answered, in epoch ms. */
  lostAt: number;
  /** What to go on from. */
  token: string | undefined;
  /** Refusals in a row that may heal. */
  refusals: number;
  callOff: (() => void) | undefined;
}

const untouched = {
  ...{ tracking: undefined, answered: false, lostAt: 0 },
  ...{ token: undefined, refusals: 0, callOff: undefined },
} as const;

/** What is tracked, over any number of sessions: asks for it again in each, and hands out what comes. */
export class Queries {
  readonly #options: QueriesOptions;
  readonly #pacer: Pacer;
  readonly #active = new Map<string, Tracked>();
  /** The ids that this session's server was asked to track. */
  readonly #sent = new Set<string>();
  #maxQueries = Infinity;
  #heardAt = 0;
  #ids = 0;
  #end: { readonly error: UndertoneError | undefined } | undefined;

  constructor(options: QueriesOptions) {
    this.#options = options;
    this.#pacer = createPacer(options.clock, (id) => this.#say(id));
  }

  track(query: string, options: TrackOptions): Stream<TrackingEvent> {
    let tracked: Tracked | undefined;
    const hub = new StreamSubject<TrackingEvent>({
      maxBuffered: this.#options.maxBuffered,
      overflow: (dropped) => ({ type: 'overflow', dropped }),
      current: () => tracked?.tracking,
      onBusy: () => {
        // A new id each time: frames of the time before are on their way.
        const id = `q${(this.#ids += 1)}`;
        tracked = { id, hub, query, options, ...untouched };
        this.#active.set(id, tracked);
        this.#pacer.push(id);
      },
      onIdle: () => {
        if (tracked !== undefined) this.#drop(tracked);
        tracked = undefined;
      },
    });
    if (this.#end !== undefined) hub.end(this.#end.error);
    return hub;
  }

  /** A session has begun. */
  onWelcome({ messagesPerSecond, queriesPerSession }: SessionLimits): void {
    this.#maxQueries = queriesPerSession;
    this.#pacer.open(messagesPerSecond);
    for (const id of this.#active.keys()) this.#pacer.push(id);
  }

  /** It is over. */
  onDisconnect(): void {
    this.#pacer.close();
    this.#sent.clear();
    for (const tracked of this.#active.values()) {
      if (tracked.answered) tracked.lostAt = this.#heardAt;
      tracked.answered = false;
      tracked.callOff?.();
    }
  }

  /** No session will come any more. */
  end(error: UndertoneError | undefined): void {
    this.#end = { error };
    for (const { hub } of [...this.#active.values()]) hub.end(error);
  }

  /** Takes a frame; false when it concerns no query. */
  receive(frame: ServerFrame): boolean {
    this.#heardAt = this.#options.clock.now();
    if (!('id' in frame)) {
      if (frame.type === 'gap') for (const { hub } of [...this.#active.values()]) hub.next(frame);
      return frame.type === 'gap';
    }
    const tracked = this.#active.get(frame.id);
    // What comes for others was on its way when they were left.
    if (tracked !== undefined) this.#hand(tracked, frame);
    return true;
  }

  /** Hands on what is wrong with a frame for this id; false when nobody listens to that. */
  reportFault(id: string, error: ErrorFrame): boolean {
    const tracked = this.#active.get(id);
    tracked?.hub.next(error);
    return tracked !== undefined;
  }

  #hand(tracked: Tracked, frame: Exclude<ServerFrame, { readonly type: 'welcome' | 'stats' }>): void {
    const { hub } = tracked;
    switch (frame.type) {
      case 'tracking':
        this.#answer(tracked, frame);
        break;
      case 'post':
        tracked.token = frame.resume;
        hub.next(frame);
        break;
      case 'summary':
        tracked.token = frame.resume ?? tracked.token;
        hub.next(frame);
        break;
      case 'gap':
        hub.next(frame);
        break;
      case 'error':
        if (tracked.answered) hub.next(frame);
        else this.#refuse(tracked, frame);
        break;
      case 'untracked':
        this.#sent.delete(tracked.id);
        hub.end();
        break;
    }
  }

  #answer(tracked: Tracked, frame: TrackingFrame): void {
    const isReturn = tracked.tracking !== undefined && !tracked.answered;
    const gap = isReturn && frame.resumed === undefined ? this.#gap(tracked) : undefined;
    tracked.tracking = frame;
    tracked.answered = true;
    tracked.refusals = 0;
    tracked.token = frame.resume ?? tracked.token;
    tracked.hub.next(frame);
    if (gap !== undefined) tracked.hub.next(gap);
  }

  /** There was nothing to go on from: what came while there was no session is missed. */
  #gap({ id, lostAt: from }: Tracked): GapFrame {
    const to = this.#options.clock.now();
    return { type: 'gap', source: 'resume', id, from, to, cause: 'The connection was lost.', filled: 'none' };
  }

  #refuse(tracked: Tracked, frame: ErrorFrame): void {
    const { clock, random } = this.#options;
    // Too many messages, or too many queries: only the second one stays.
    const heals = frame.code === 'too_many' ? this.#active.size <= this.#maxQueries : transient.has(frame.code);
    if (!heals) {
      this.#sent.delete(tracked.id);
      tracked.hub.end(errorOf(frame));
      return;
    }
    tracked.refusals += 1;
    tracked.callOff = clock.after(retryDelay(tracked.refusals, false, random), () => {
      this.#pacer.push(tracked.id);
    });
    tracked.hub.next(frame);
  }

  #drop({ id, callOff }: Tracked): void {
    callOff?.();
    this.#active.delete(id);
    this.#pacer.push(id);
  }

  #say(id: string): boolean {
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
    // What is stored comes once: from a token on, the server knows where we were.
    const start = token === undefined ? { ...(since !== undefined && { since }) } : { resume: token };
    send({ type: 'track', id, query, ...options, ...start });
    return true;
  }
}

const transient: ReadonlySet<string> = new Set<ErrorCode>(['unavailable', 'internal']);

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);

/** A refusal as an error. A newer server's code is said in its sentence. */
function errorOf({ code, message, position }: ErrorFrame): UndertoneError {
  return new UndertoneError(isErrorCode(code) ? code : 'bad_message', message, {
    ...(position !== undefined && { position }),
  });
}

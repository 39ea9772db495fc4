import type { Delivery, Gap, TrackingDelivery } from '../../graph/index.ts';
import { UndertoneError, type Summary } from '../../model/index.ts';
import {
  closeCodes,
  encodeFrame,
  errorFrame,
  readRequest,
  summaryFrame,
  type Request,
  type ServerFrame,
} from '../../protocol/index.ts';
import { frameOf, type Frame } from '../frame.ts';
import { createOutbox, drained, type Outbox } from '../outbox.ts';
import { createPresence } from '../presence.ts';
import { createRateLimit } from '../rate-limit.ts';
import type { ClientSession, SessionOptions } from '../session.ts';
import { Feed } from './feed.ts';
import { mergeGaps, mergeSummaries } from './merging.ts';
import { Tracked } from './tracked.ts';

/** What a server tells every client, and holds it to. */
export interface V1Options {
  readonly version: string;
  /** Beside the limits that the session itself holds: what `welcome` says of the server's. */
  readonly limits: Readonly<Record<'maxFrameBytes' | 'resumeWindowMs', number>>;
  /** Whether posts of a source go out without their text. */
  readonly isTextless: (source: string) => boolean;
}

/** A client of `undertone.v1`. */
export function createV1Session(options: SessionOptions, server: V1Options): ClientSession {
  return new V1Session(options, server);
}

type Spoken = Exclude<ServerFrame, { readonly type: 'post' }>;

class V1Session implements ClientSession {
  readonly id: string;
  readonly resumable = true;
  readonly intents$;
  readonly closed$;
  readonly drained$;
  readonly #options: SessionOptions;
  readonly #server: V1Options;
  readonly #presence = createPresence();
  readonly #outbox: Outbox;
  readonly #feed: Feed;
  readonly #mayReceive: () => boolean;
  readonly #tracked = new Map<string, Tracked>();
  /** The gaps that wait to be told. */
  readonly #gaps = new Map<string, Gap>();
  #serial = 0;
  #left = false;

  constructor(options: SessionOptions, server: V1Options) {
    const { id, connection, limits, now } = options;
    const { messagesPerSecond: perSecond } = limits;
    this.id = id;
    this.#options = options;
    this.#server = server;
    this.intents$ = this.#presence.intents$;
    this.closed$ = this.#presence.closed$;
    this.#mayReceive = createRateLimit({ perSecond, burst: 2 * perSecond, now });
    const outbox = createOutbox(connection.send, limits.outbox);
    const onTooSlow = (): void => {
      this.leave(closeCodes.tooSlow);
    };
    this.#outbox = outbox;
    this.drained$ = drained(outbox);
    this.#feed = new Feed({ outbox, isTextless: server.isTextless, onTooSlow });
    this.#welcome();
  }

  readonly receive = (message: string): void => {
    if (this.#left) return;
    if (!this.#mayReceive()) {
      this.leave(closeCodes.policy);
      return;
    }
    const request = readRequest(message);
    if (request.type === 'refusal') this.#fail(request.error, request.id);
    else if (request.type === 'untrack') this.#untrack(request.id);
    else this.#track(request);
  };

  readonly refuse = (error: UndertoneError): void => {
    this.#fail(error);
  };

  readonly take = (delivery: Delivery<ClientSession>): void => {
    switch (delivery.type) {
      case 'result': {
        const tracked = this.#tracked.get(delivery.id);
        this.#outbox.enter(1);
        if (tracked === undefined) this.#outbox.drop(1);
        else this.#feed.take(tracked, delivery);
        return;
      }
      case 'tracking':
        this.#state(delivery);
        return;
      case 'untracked':
        this.#say({ type: 'untracked', id: delivery.id });
        return;
      case 'summary':
        this.#summary(delivery.id, delivery.summary);
        return;
      case 'gap':
        this.#gap(delivery.gap, delivery.id);
        return;
      case 'refused':
        this.#fail(delivery.error, delivery.id);
        return;
    }
  };

  readonly report = (): void => {
    this.#outbox.put('stats', this.#stats);
  };

  readonly leave = (code: number): void => {
    const { connection } = this.#options;
    if (!this.#left) {
      this.#abandon();
      connection.send(this.#stats(), () => undefined);
    }
    connection.close(code);
  };

  readonly end = (): void => {
    this.leave(closeCodes.internal);
  };

  readonly gone = (): void => {
    this.#abandon();
    this.#presence.end();
  };

  readonly isWaiting = (): boolean => this.#outbox.isWaiting();

  readonly waiting = () => this.#outbox.waiting();

  readonly ledger = () => this.#outbox.ledger();

  #welcome(): void {
    const { version, limits } = this.#server;
    const { messagesPerSecond, queriesPerSession } = this.#options.limits;
    this.#say({
      type: 'welcome',
      session: this.id,
      version,
      limits: { queriesPerSession, messagesPerSecond, ...limits },
    });
  }

  #track({
    type,
    id,
    query,
    posts,
    summary,
    resume,
    since,
    whenSlow,
  }: Extract<Request, { readonly type: 'track' }>): void {
    const { queriesPerSession } = this.#options.limits;
    const tracked = this.#tracked.get(id);
    if (tracked === undefined && this.#tracked.size >= queriesPerSession) {
      this.#fail(
        new UndertoneError('too_many', `A session tracks at most ${queriesPerSession} queries: untrack one.`),
        id,
      );
      return;
    }
    if (tracked !== undefined) this.#feed.end(tracked);
    this.#serial += 1;
    const name = `summary\0${this.#serial}`;
    this.#tracked.set(id, new Tracked({ id, query, whenSlow, name, seq: tracked?.seq ?? 0 }));
    this.#presence.intend({ type, id, query, posts, summary, resume, since });
  }

  #untrack(id: string): void {
    const tracked = this.#tracked.get(id);
    if (tracked === undefined) {
      this.#fail(new UndertoneError('bad_message', `Nothing is tracked as ${JSON.stringify(id)}.`), id);
      return;
    }
    this.#feed.end(tracked);
    this.#tracked.delete(id);
    this.#presence.intend({ type: 'untrack', id });
  }

  #state({ id, query, upstream, resumed, resume, isAnswer }: TrackingDelivery<ClientSession>): void {
    const again = resumed === undefined ? {} : { resumed };
    const frame = { type: 'tracking' as const, id, query: query.canonical, upstream };
    // A change takes the place of what waits, ahead of results that are older than it: it stands for no moment.
    if (isAnswer) this.#say({ ...frame, ...again, resume });
    else this.#outbox.put(`tracking\0${id}`, () => frameOf(encodeFrame(frame)));
  }

  /** While one waits, the next takes its place, or is added to it. */
  #summary(id: string, summary: Summary): void {
    const tracked = this.#tracked.get(id);
    if (tracked === undefined) return;
    const { waiting } = tracked;
    const merged = waiting === undefined ? summary : mergeSummaries(waiting, summary);
    tracked.waiting = merged;
    this.#outbox.put(tracked.name, () => {
      tracked.waiting = undefined;
      return frameOf(encodeFrame(summaryFrame(id, merged)));
    });
  }

  #gap(gap: Gap, id: string | undefined): void {
    const name = `gap\0${gap.source}\0${id ?? ''}`;
    const waiting = this.#gaps.get(name);
    const merged = waiting === undefined ? gap : mergeGaps(waiting, gap);
    this.#gaps.set(name, merged);
    this.#outbox.put(name, () => {
      this.#gaps.delete(name);
      return frameOf(encodeFrame({ type: 'gap', ...(id !== undefined && { id }), ...merged }));
    });
  }

  #fail(error: UndertoneError, id?: string): void {
    this.#say(errorFrame(error, id));
  }

  /** Who makes us answer and does not read the answers is a flood. */
  #say(frame: Spoken): void {
    if (this.#outbox.saidWaiting() <= this.#options.limits.outbox.maxFrames) {
      this.#outbox.say(frameOf(encodeFrame(frame)));
    } else this.leave(closeCodes.policy);
  }

  readonly #stats = (): Frame => frameOf(encodeFrame({ type: 'stats', ...this.#outbox.ledger() }));

  #abandon(): void {
    this.#left = true;
    this.#feed.abandon();
    this.#tracked.clear();
    this.#outbox.close();
  }
}

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
import type { ClientSession, SessionOptions } from '../session.ts';
import { SessionCore } from '../session-core.ts';
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

/** What a client has once it tracks something. */
interface Active {
  /** By the client's ids. */
  readonly tracked: Map<string, Tracked>;
  readonly feed: Feed;
  /** The gaps that wait to be told. */
  readonly gaps: Map<string, Gap>;
  /** How often it has tracked something. */
  serial: number;
}

type Spoken = Exclude<ServerFrame, { readonly type: 'post' }>;

class V1Session extends SessionCore implements ClientSession {
  readonly resumable = true;
  readonly #server: V1Options;
  #active: Active | undefined;
  #left = false;

  constructor(options: SessionOptions, server: V1Options) {
    super(options);
    this.#server = server;
    this.#welcome();
  }

  receive(message: string): void {
    if (this.#left) return;
    if (!this.mayReceive()) {
      this.leave(closeCodes.policy);
      return;
    }
    const request = readRequest(message);
    if (request.type === 'refusal') this.#fail(request.error, request.id);
    else if (request.type === 'untrack') this.#untrack(request.id);
    else this.#track(request);
  }

  refuse(error: UndertoneError): void {
    this.#fail(error);
  }

  take(delivery: Delivery<ClientSession>): void {
    switch (delivery.type) {
      case 'result': {
        const active = this.#active;
        const tracked = active?.tracked.get(delivery.id);
        this.outbox.enter(1);
        if (active === undefined || tracked === undefined) this.outbox.drop(1);
        else active.feed.take(tracked, delivery);
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
  }

  report(): void {
    this.outbox.put('stats', () => this.#stats());
  }

  leave(code: number): void {
    if (!this.#left) {
      this.#abandon();
      this.connection.send(this.#stats(), () => undefined);
    }
    this.connection.close(code);
  }

  end(): void {
    this.leave(closeCodes.internal);
  }

  gone(): void {
    this.#abandon();
    this.vanish();
  }

  #welcome(): void {
    const { version, limits } = this.#server;
    const { messagesPerSecond, queriesPerSession } = this.context.limits;
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
    const { queriesPerSession } = this.context.limits;
    const active = this.#activate();
    const before = active.tracked.get(id);
    if (before === undefined && active.tracked.size >= queriesPerSession) {
      this.#fail(
        new UndertoneError('too_many', `A session tracks at most ${queriesPerSession} queries: untrack one.`),
        id,
      );
      return;
    }
    if (before !== undefined) active.feed.end(before);
    active.serial += 1;
    const name = String(active.serial);
    active.tracked.set(id, new Tracked({ id, query, whenSlow, name, seq: before?.seq ?? 0 }));
    this.intend(this, { type, id, query, posts, summary, resume, since });
  }

  #activate(): Active {
    this.#active ??= {
      tracked: new Map(),
      feed: new Feed({
        outbox: this.outbox,
        isTextless: this.#server.isTextless,
        onTooSlow: () => {
          this.leave(closeCodes.tooSlow);
        },
      }),
      gaps: new Map(),
      serial: 0,
    };
    return this.#active;
  }

  #untrack(id: string): void {
    const tracked = this.#active?.tracked.get(id);
    if (tracked === undefined) {
      this.#fail(new UndertoneError('bad_message', `Nothing is tracked as ${JSON.stringify(id)}.`), id);
      return;
    }
    this.#active?.feed.end(tracked);
    this.#active?.tracked.delete(id);
    this.intend(this, { type: 'untrack', id });
  }

  #state({ id, query, upstream, resumed, resume, isAnswer }: TrackingDelivery<ClientSession>): void {
    const again = resumed === undefined ? {} : { resumed };
    const frame = { type: 'tracking' as const, id, query: query.canonical, upstream };
    if (isAnswer) {
      this.#say({ ...frame, ...again, resume });
      return;
    }
    // A change takes the place of what waits, ahead of results that are older than it: it stands for no moment. But
    // never ahead of the answer to the `track` that it is about, which says how things stood before.
    const tracked = this.#active?.tracked.get(id);
    if (tracked !== undefined) this.outbox.put(`tracking\0${tracked.name}`, () => frameOf(encodeFrame(frame)));
  }

  /** While one waits, the next takes its place, or is added to it. */
  #summary(id: string, summary: Summary): void {
    const tracked = this.#active?.tracked.get(id);
    if (tracked === undefined) return;
    const { waiting } = tracked;
    const merged = waiting === undefined ? summary : mergeSummaries(waiting, summary);
    tracked.waiting = merged;
    this.outbox.put(`summary\0${tracked.name}`, () => {
      tracked.waiting = undefined;
      return frameOf(encodeFrame(summaryFrame(id, merged)));
    });
  }

  #gap(gap: Gap, id: string | undefined): void {
    const { gaps } = this.#activate();
    const name = `gap\0${gap.source}\0${id ?? ''}`;
    const waiting = gaps.get(name);
    const merged = waiting === undefined ? gap : mergeGaps(waiting, gap);
    gaps.set(name, merged);
    this.outbox.put(name, () => {
      gaps.delete(name);
      return frameOf(encodeFrame({ type: 'gap', ...(id !== undefined && { id }), ...merged }));
    });
  }

  #fail(error: UndertoneError, id?: string): void {
    this.#say(errorFrame(error, id));
  }

  /** Who makes us answer and does not read the answers is a flood. */
  #say(frame: Spoken): void {
    if (this.outbox.saidWaiting() <= this.context.limits.outbox.maxFrames) {
      this.outbox.say(frameOf(encodeFrame(frame)));
    } else this.leave(closeCodes.policy);
  }

  #stats(): Frame {
    return frameOf(encodeFrame({ type: 'stats', ...this.outbox.ledger() }));
  }

  #abandon(): void {
    this.#left = true;
    this.#active?.feed.abandon();
    this.#active?.tracked.clear();
    this.outbox.close();
  }
}

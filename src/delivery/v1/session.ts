import type { Delivery, Gap, TrackingDelivery } from '../../graph/index.ts';
import { UndertoneError, type Summary } from '../../model/index.ts';
import {
  closeCodes,
  encodeFrame,
  errorFrame,
  readRequest,
  summaryFrame,
  type MessageRefusal,
  type Request,
  type ServerFrame,
} from '../../protocol/index.ts';
import { PostWords } from '../../window/index.ts';
import { encodeTextFrame, type Frame } from '../frame.ts';
import { SessionCore } from '../session-core.ts';
import type { ClientSession, SessionOptions } from '../session.ts';
import { ResultFeed } from './feed.ts';
import { mergeGaps, mergeSummaries } from './merging.ts';
import type { V1Options } from './options.ts';
import { PostEncoder } from './post-encoder.ts';
import { TrackedQuery } from './tracked.ts';
import { sendLosses, type TrackingState } from './tracking-state.ts';

type ServerContext = V1Options & { readonly encoder: PostEncoder; readonly words: PostWords };

/** Returns a factory of sessions of `undertone.v1`. The sessions share the encoded posts and their words. */
export function createV1Sessions(server: V1Options): (options: SessionOptions) => ClientSession {
  const context = { ...server, encoder: new PostEncoder(server.isTextless), words: new PostWords() };
  return (options) => new V1Session(options, context);
}

/** The frames that carry no result. */
type ControlFrame = Exclude<ServerFrame, { readonly type: 'post' }>;
type TrackRequest = Extract<Request, { readonly type: 'track' }>;

class V1Session extends SessionCore implements ClientSession {
  readonly resumable = true;
  readonly #server: ServerContext;
  #state: TrackingState | undefined;
  #isClosed = false;

  constructor(options: SessionOptions, server: ServerContext) {
    super(options);
    this.#server = server;
    this.#sendWelcome();
  }

  receive(message: string): UndertoneError | undefined {
    if (this.#isClosed) return undefined;
    const request = readRequest(message);
    const error = this.#handle(request);
    if (error !== undefined) this.sendError(error, request.id);
    return error;
  }

  sendError(error: UndertoneError, id?: string): void {
    this.#send(errorFrame(error, id));
  }

  deliver(delivery: Delivery<ClientSession>): void {
    switch (delivery.type) {
      case 'result': {
        const state = this.#state;
        const tracked = state?.queries.get(delivery.id);
        this.outbox.receive(1);
        if (state === undefined || tracked === undefined) this.outbox.drop(1);
        else state.feed.add(tracked, delivery);
        return;
      }
      case 'tracking':
        this.#sendTracking(delivery);
        return;
      case 'untracked':
        this.#send({ type: 'untracked', id: delivery.id });
        return;
      case 'retract':
        this.#state?.feed.retract(this.#state.queries.get(delivery.id), delivery);
        return;
      case 'summary':
        this.#sendSummary(delivery.id, delivery.summary);
        return;
      case 'gap':
        this.#sendGap(delivery.gap, delivery.id);
        return;
      case 'loss':
        if (this.#state !== undefined) sendLosses(this.#state, this.outbox, delivery);
        return;
      case 'refused':
        this.sendError(delivery.error, delivery.id);
        return;
    }
  }

  sendStats(): void {
    this.outbox.enqueueLatest('stats', () => this.#encodeStats());
  }

  close(code: number): void {
    if (!this.#isClosed) {
      this.#dropAll();
      this.connection.send(this.#encodeStats(), () => undefined);
    }
    this.connection.close(code);
  }

  end(): void {
    this.close(closeCodes.internal);
  }

  onDisconnect(): void {
    this.#dropAll();
    this.endSubjects();
  }

  #sendWelcome(): void {
    const { version, limits } = this.#server;
    const { messagesPerSecond, queriesPerSession } = this.context.limits;
    this.#send({
      type: 'welcome',
      session: this.id,
      version,
      limits: { queriesPerSession, messagesPerSecond, ...limits },
    });
  }

  #handle(request: Request | MessageRefusal): UndertoneError | undefined {
    if (request.type === 'refusal') return request.error;
    return request.type === 'untrack' ? this.#untrack(request.id) : this.#track(request);
  }

  #track({ whenSlow, ...intent }: TrackRequest): UndertoneError | undefined {
    const { id, query } = intent;
    const { queriesPerSession: max } = this.context.limits;
    const state = this.#getState();
    const replaced = state.queries.get(id);
    if (replaced === undefined && state.queries.size >= max) {
      this.context.onRefused('queries_per_session');
      return new UndertoneError('too_many', `A session tracks at most ${max} queries: untrack one.`);
    }
    const refusal = this.reserve(intent);
    if (refusal !== undefined) return refusal;
    if (replaced !== undefined) state.feed.remove(replaced);
    state.serial += 1;
    const key = String(state.serial);
    const seq = replaced?.seq ?? 0;
    const isReplayed = seq > 0 && (intent.resume !== undefined || intent.since !== undefined);
    const mayRepeat = isReplayed || intent.retractions === 'all';
    const { words } = this.#server;
    state.queries.set(id, new TrackedQuery({ id, query, whenSlow, key, seq, mayRepeat, words }));
    this.emitIntent(this, intent);
    return undefined;
  }

  #getState(): TrackingState {
    this.#state ??= {
      queries: new Map(),
      feed: new ResultFeed({
        outbox: this.outbox,
        encoder: this.#server.encoder,
        acceptsRanked: () => this.context.usage.acceptsRanked(this.owner),
        onTooSlow: () => {
          this.close(closeCodes.tooSlow);
        },
      }),
      gaps: undefined,
      serial: 0,
      lost: 0,
    };
    return this.#state;
  }

  #untrack(id: string): UndertoneError | undefined {
    const tracked = this.#state?.queries.get(id);
    if (tracked === undefined) return new UndertoneError('bad_message', `Nothing is tracked as ${JSON.stringify(id)}.`);
    this.#state?.feed.remove(tracked);
    this.#state?.queries.delete(id);
    this.emitIntent(this, { type: 'untrack', id });
    return undefined;
  }

  #sendTracking(delivery: TrackingDelivery<ClientSession>): void {
    const { id, query, upstream, reasons, resumed, resume, isAnswer, isRenewal = false } = delivery;
    const frame = {
      type: 'tracking' as const,
      id,
      query: query.canonical,
      upstream,
      ...(Object.keys(reasons).length > 0 && { reasons }),
    };
    if (isAnswer) {
      this.#send({ ...frame, ...(resumed !== undefined && { resumed }), resume });
      return;
    }
    // A change of state may overtake older results, and replaces a change that still waits. It never overtakes the
    // answer to its own `track`, which reports an earlier state: hence the key, which is new for each `track`.
    const tracked = this.#state?.queries.get(id);
    if (tracked === undefined) return;
    if (isRenewal) {
      // A token must not overtake results and deletions. The next one comes soon.
      const isBehind = tracked.isConflating || tracked.backlog > 0 || this.outbox.controlsWaiting() > 0;
      if (!isBehind) this.#send({ ...frame, resume });
      return;
    }
    this.outbox.enqueueLatest(`tracking\0${tracked.key}`, () => encodeTextFrame(encodeFrame(frame)));
  }

  /** Sends a summary. One that still waits is replaced by the new one, or added to it. */
  #sendSummary(id: string, summary: Summary): void {
    const tracked = this.#state?.queries.get(id);
    if (tracked === undefined) return;
    const { waitingSummary: waiting } = tracked;
    const merged = waiting === undefined ? summary : mergeSummaries(waiting, summary);
    tracked.waitingSummary = merged;
    this.outbox.enqueueLatest(`summary\0${tracked.key}`, () => {
      tracked.waitingSummary = undefined;
      return encodeTextFrame(encodeFrame(summaryFrame(id, merged)));
    });
  }

  #sendGap(gap: Gap, id: string | undefined): void {
    const gaps = (this.#getState().gaps ??= new Map<string, Gap>());
    const name = `gap\0${gap.source}\0${id ?? ''}`;
    const waiting = gaps.get(name);
    const merged = waiting === undefined ? gap : mergeGaps(waiting, gap);
    gaps.set(name, merged);
    this.outbox.enqueueLatest(name, () => {
      gaps.delete(name);
      return encodeTextFrame(encodeFrame({ type: 'gap', ...(id !== undefined && { id }), ...merged }));
    });
  }

  /** Sends a control frame. A client that causes answers and does not read them is closed as a flood. */
  #send(frame: ControlFrame): void {
    if (this.outbox.controlsWaiting() <= this.context.limits.outbox.maxFrames) {
      this.outbox.sendControl(encodeTextFrame(encodeFrame(frame)));
    } else this.close(closeCodes.policy);
  }

  #encodeStats(): Frame {
    return encodeTextFrame(encodeFrame({ type: 'stats', ...this.outbox.ledger() }));
  }

  #dropAll(): void {
    this.#isClosed = true;
    this.#state?.feed.dropAll();
    this.#state?.queries.clear();
    this.outbox.close();
  }
}

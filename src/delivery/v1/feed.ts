import type { ResultDelivery, RetractDelivery } from '../../graph/index.ts';
import { isSamePost, type PostRef } from '../../model/index.ts';
import { encodeFrame } from '../../protocol/index.ts';
import { encodeTextFrame, type Frame } from '../frame.ts';
import type { EnqueueOptions, Outbox } from '../outbox.ts';
import type { PostEncoder } from './post-encoder.ts';
import type { TrackedQuery } from './tracked.ts';

export interface ResultFeedOptions {
  readonly outbox: Outbox;
  readonly encoder: PostEncoder;
  /** Returns whether the words and hashtags of one more conflated result are counted. */
  readonly acceptsRanked: () => boolean;
  /** Called when the client reads too slowly and asked to be disconnected in this case. */
  readonly onTooSlow: () => void;
}

/** A result that waits because its client missed it, or because it follows such a result. */
interface BacklogEntry {
  readonly tracked: TrackedQuery;
  readonly delivery: ResultDelivery;
  readonly seq: number;
}

/** The length of a session's backlog in results. Beyond it, the client counts as slow. */
const maxBacklog = 10_000;

const undroppable: EnqueueOptions = { results: 1, outcome: 'delivered', droppable: false };
const droppable: EnqueueOptions = { results: 1, outcome: 'delivered', droppable: true };

/**
 * Moves the results of a session into its outbox. When there is no room, the `whenSlow` policy of the query applies.
 * Results that a resuming client missed wait in a backlog until the outbox is empty, so that they make no client slow.
 */
export class ResultFeed {
  readonly #outbox: Outbox;
  readonly #encoder: PostEncoder;
  readonly #acceptsRanked: () => boolean;
  readonly #onTooSlow: () => void;
  /** In the order of arrival. */
  #backlog: BacklogEntry[] = [];
  /** The queries whose results are being conflated. Created on demand: few clients are slow. */
  #conflating: Set<TrackedQuery> | undefined;

  constructor({ outbox, encoder, acceptsRanked, onTooSlow }: ResultFeedOptions) {
    this.#outbox = outbox;
    this.#encoder = encoder;
    this.#acceptsRanked = acceptsRanked;
    this.#onTooSlow = onTooSlow;
  }

  /** Adds a result, which the ledger has counted as received. */
  add(tracked: TrackedQuery, delivery: ResultDelivery): void {
    tracked.seq += 1;
    if (tracked.isConflating) {
      tracked.conflate(delivery, this.#acceptsRanked());
      return;
    }
    const mustWait = tracked.backlog > 0 || (delivery.isMissed === true && this.#outbox.isWaiting());
    if (mustWait && this.#backlog.length < maxBacklog) {
      tracked.backlog += 1;
      this.#backlog.push({ tracked, delivery, seq: tracked.seq });
      this.#outbox.onceEmpty(this.#onEmpty);
      return;
    }
    const frame = this.#encoder.encode(delivery, tracked);
    if (!mustWait && this.#outbox.hasRoom(frame.wire.length)) this.#enqueue(tracked, frame, delivery);
    else this.#applyWhenSlow(tracked, delivery, frame);
  }

  /** Takes a deleted post back: out of what waits, or from the client, which was sent it; or from both. */
  retract(tracked: TrackedQuery | undefined, { id, post }: RetractDelivery): void {
    if (tracked === undefined) return;
    const takeOut = (): boolean => this.#outbox.dropResult({ id, post }) || this.#dropWaiting(tracked, post);
    let wasWaiting = takeOut();
    if (wasWaiting && !tracked.mayRepeat) return;
    // A post that comes again may wait twice.
    while (wasWaiting) wasWaiting = takeOut();
    const frame = encodeTextFrame(encodeFrame({ type: 'retract', id, post }));
    if (!this.#outbox.sendRetraction(frame)) this.#onTooSlow();
  }

  /** Removes a query: sends its conflated results, so that they are not counted for another, and drops its backlog. */
  remove(tracked: TrackedQuery): void {
    this.#sendConflated(tracked);
    if (tracked.backlog === 0) return;
    this.#outbox.drop(tracked.backlog);
    tracked.backlog = 0;
    this.#backlog = this.#backlog.filter((entry) => entry.tracked !== tracked);
  }

  /** Drops a post of a query from the backlog; returns whether it was there. */
  #dropWaiting(tracked: TrackedQuery, post: PostRef): boolean {
    if (tracked.backlog === 0) return false;
    const isDropped = (entry: BacklogEntry): boolean =>
      entry.tracked === tracked && isSamePost(entry.delivery.result.post, post);
    const index = this.#backlog.findIndex(isDropped);
    if (index < 0) return false;
    this.#backlog.splice(index, 1);
    tracked.backlog -= 1;
    this.#outbox.drop(1);
    return true;
  }

  /** Drops all results that are not in the outbox. */
  dropAll(): void {
    for (const tracked of this.#conflating ?? []) this.#outbox.drop(tracked.takeConflated()?.conflated ?? 0);
    this.#conflating = undefined;
    this.#outbox.drop(this.#backlog.length);
    this.#backlog = [];
  }

  /** Called when the outbox is empty: moves the backlog on, then ends conflation, so that posts are sent singly again. */
  readonly #onEmpty = (): void => {
    while (!this.#outbox.isWaiting()) {
      const entry = this.#backlog.shift();
      if (entry === undefined) break;
      const { tracked, delivery, seq } = entry;
      tracked.backlog -= 1;
      this.#enqueue(tracked, this.#encoder.encode(delivery, { jsonId: tracked.jsonId, seq }), delivery);
    }
    for (const tracked of this.#conflating ?? []) if (tracked.backlog === 0) this.#sendConflated(tracked);
    if (this.#backlog.length > 0) this.#outbox.onceEmpty(this.#onEmpty);
  };

  #enqueue(tracked: TrackedQuery, frame: Frame, delivery: ResultDelivery): void {
    this.#outbox.enqueue(frame, tracked.whenSlow === 'drop' ? droppable : undroppable, delivery);
  }

  #applyWhenSlow(tracked: TrackedQuery, delivery: ResultDelivery, frame: Frame): void {
    switch (tracked.whenSlow) {
      case 'conflate':
        tracked.conflate(delivery, this.#acceptsRanked());
        (this.#conflating ??= new Set()).add(tracked);
        this.#outbox.onceEmpty(this.#onEmpty);
        return;
      case 'disconnect':
        this.#outbox.drop(1);
        this.#onTooSlow();
        return;
      case 'drop':
        if (tracked.backlog > 0) this.#replaceOldest(tracked, delivery);
        else if (this.#outbox.makeRoom(frame.wire.length)) this.#outbox.enqueue(frame, droppable, delivery);
        else this.#outbox.drop(1);
    }
  }

  /** Drops the oldest result in the backlog of a query, and appends the newest. */
  #replaceOldest(tracked: TrackedQuery, delivery: ResultDelivery): void {
    const oldest = this.#backlog.findIndex((entry) => entry.tracked === tracked);
    this.#backlog.splice(oldest, 1);
    this.#backlog.push({ tracked, delivery, seq: tracked.seq });
    this.#outbox.drop(1);
  }

  #sendConflated(tracked: TrackedQuery): void {
    this.#conflating?.delete(tracked);
    const summary = tracked.takeConflated();
    if (summary === undefined) return;
    const options: EnqueueOptions = { results: summary.conflated, outcome: 'conflated', droppable: false };
    this.#outbox.enqueue(encodeTextFrame(encodeFrame(summary)), options);
  }
}

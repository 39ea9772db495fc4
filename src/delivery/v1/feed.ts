import type { ResultDelivery } from '../../graph/index.ts';
import { encodeFrame } from '../../protocol/index.ts';
import { frameOf, type Frame } from '../frame.ts';
import type { Offer, Outbox } from '../outbox.ts';
import { encodePost } from './post-encoder.ts';
import type { Tracked } from './tracked.ts';

export interface FeedOptions {
  readonly outbox: Outbox;
  /** Sources whose posts go out without their text. */
  readonly isTextless: (source: string) => boolean;
  /** The client reads too slowly, and wanted to be disconnected then. */
  readonly onTooSlow: () => void;
}

/** A result that its client missed, or one behind such: it waits until the outbox is empty. */
interface Late {
  readonly tracked: Tracked;
  readonly delivery: ResultDelivery;
  readonly seq: number;
}

/** Results of a session that may wait to be caught up with; what comes beyond is what a slow client gets. */
const maxLateResults = 10_000;

const kept: Offer = { results: 1, outcome: 'delivered', droppable: false };
const droppable: Offer = { ...kept, droppable: true };

/**
 * The results of a session on their way into its outbox: each at once or in its turn; where there is no room, what its
 * client wants to be done when it is slow. Who comes back gets what it missed at its own pace, and is not slow for that.
 */
export class Feed {
  readonly #outbox: Outbox;
  readonly #isTextless: (source: string) => boolean;
  readonly #onTooSlow: () => void;
  /** In the order in which they came. */
  #late: Late[] = [];
  /** The queries of which results are being merged. */
  readonly #merging = new Set<Tracked>();

  constructor({ outbox, isTextless, onTooSlow }: FeedOptions) {
    this.#outbox = outbox;
    this.#isTextless = isTextless;
    this.#onTooSlow = onTooSlow;
  }

  /** Takes a result, which has been entered in the ledger. */
  take(tracked: Tracked, delivery: ResultDelivery): void {
    tracked.seq += 1;
    if (tracked.isConflating) {
      tracked.conflate(delivery);
      return;
    }
    const waits = tracked.late > 0 || (delivery.isMissed === true && this.#outbox.isWaiting());
    if (waits && this.#late.length < maxLateResults) {
      tracked.late += 1;
      this.#late.push({ tracked, delivery, seq: tracked.seq });
      this.#outbox.onceEmpty(this.#catchUp);
      return;
    }
    const frame = encodePost(delivery, tracked, this.#isTextless);
    if (!waits && this.#outbox.hasRoom(frame.wire.length))
      this.#outbox.offer(frame, tracked.whenSlow === 'drop' ? droppable : kept);
    else this.#slow(tracked, delivery, frame);
  }

  /** Nothing waits any more: what was missed goes on; what was merged is told, and each post by itself again from here. */
  readonly #catchUp = (): void => {
    while (!this.#outbox.isWaiting()) {
      const late = this.#late.shift();
      if (late === undefined) break;
      const { tracked, delivery, seq } = late;
      tracked.late -= 1;
      const frame = encodePost(delivery, { jsonId: tracked.jsonId, seq }, this.#isTextless);
      this.#outbox.offer(frame, tracked.whenSlow === 'drop' ? droppable : kept);
    }
    for (const tracked of this.#merging) if (tracked.late === 0) this.#tell(tracked);
    if (this.#late.length > 0) this.#outbox.onceEmpty(this.#catchUp);
  };

  /** Ends a query: what was merged is told, for it must not be counted for another; what is late is dropped. */
  end(tracked: Tracked): void {
    this.#tell(tracked);
    if (tracked.late === 0) return;
    this.#outbox.drop(tracked.late);
    tracked.late = 0;
    this.#late = this.#late.filter((late) => late.tracked !== tracked);
  }

  /** Drops all that has not gone into the outbox. */
  abandon(): void {
    for (const tracked of this.#merging) this.#outbox.drop(tracked.takeSummary()?.conflated ?? 0);
    this.#merging.clear();
    this.#outbox.drop(this.#late.length);
    this.#late = [];
  }

  /** A result has no room: what the client said shall be done then. */
  #slow(tracked: Tracked, delivery: ResultDelivery, frame: Frame): void {
    switch (tracked.whenSlow) {
      case 'conflate':
        tracked.conflate(delivery);
        this.#merging.add(tracked);
        this.#outbox.onceEmpty(this.#catchUp);
        return;
      case 'disconnect':
        this.#outbox.drop(1);
        this.#onTooSlow();
        return;
      case 'drop':
        if (tracked.late > 0) this.#replaceLate(tracked, delivery);
        else if (this.#outbox.makeRoom(frame.wire.length)) this.#outbox.offer(frame, droppable);
        else this.#outbox.drop(1);
    }
  }

  /** Drops the oldest of a query's late results for its newest. */
  #replaceLate(tracked: Tracked, delivery: ResultDelivery): void {
    const oldest = this.#late.findIndex((late) => late.tracked === tracked);
    this.#late.splice(oldest, 1);
    this.#late.push({ tracked, delivery, seq: tracked.seq });
    this.#outbox.drop(1);
  }

  #tell(tracked: Tracked): void {
    this.#merging.delete(tracked);
    const summary = tracked.takeSummary();
    if (summary === undefined) return;
    const offer = { results: summary.conflated, outcome: 'conflated', droppable: false } as const;
    this.#outbox.offer(frameOf(encodeFrame(summary)), offer);
  }
}

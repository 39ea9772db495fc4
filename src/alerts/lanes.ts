import type { LaneKey, PendingDelivery } from '../model/index.ts';

/** The deliveries of one alert to one destination, which go one after the other. */
interface Lane {
  readonly key: LaneKey;
  /** The first of them that are pending. */
  readonly waiting: PendingDelivery[];
  /** The number of the last delivery that was put into `waiting`. */
  lastSeq: number;
  isBusy: boolean;
  /** Whether the outbox has more of its deliveries. */
  hasMore: boolean;
  isLoading: boolean;
}

/** The most deliveries of a lane that are in memory; the others stay in the outbox until it is their turn. */
export const maxWaiting = 100;

/** The pending deliveries of all lanes. A lane that is stuck takes up no more room than its own. */
export class Lanes {
  /** By alert and destination. Empty ones stay, since they know what they have had. */
  readonly #lanes = new Map<string, Lane>();

  /** Adds a delivery, or leaves it in the outbox. */
  add(delivery: PendingDelivery): void {
    const lane = this.#of(delivery);
    if (lane.hasMore || lane.isLoading || lane.waiting.length >= maxWaiting) lane.hasMore = true;
    else push(lane, delivery);
  }

  /** Yields the first delivery of each idle lane whose time has come, unless it may not start; its lane is then busy. */
  *takeDue(now: number, mayStart: (delivery: PendingDelivery) => boolean): Generator<PendingDelivery> {
    for (const lane of this.#lanes.values()) {
      const [head] = lane.waiting;
      if (head === undefined || lane.isBusy || head.nextAt > now || !mayStart(head)) continue;
      lane.isBusy = true;
      yield head;
    }
  }

  /** Returns when the next delivery of an idle lane is due, epoch ms; Infinity when there is none. */
  nextDue(): number {
    let next = Infinity;
    for (const { waiting, isBusy } of this.#lanes.values())
      if (!isBusy) next = Math.min(next, waiting[0]?.nextAt ?? Infinity);
    return next;
  }

  /** Ends an attempt. `again` is the delivery as it is tried again. */
  settle(delivery: PendingDelivery, again: PendingDelivery | undefined): void {
    const lane = this.#of(delivery);
    lane.isBusy = false;
    lane.waiting.shift();
    if (again !== undefined) lane.waiting.unshift(again);
  }

  /** Returns the empty lanes of which the outbox has more, to be given to `refill`, with the number after which it has. */
  *takeEmpty(): Generator<{ readonly lane: LaneKey; readonly after: number }> {
    for (const lane of this.#lanes.values()) {
      if (lane.waiting.length > 0 || !lane.hasMore || lane.isLoading) continue;
      lane.isLoading = true;
      lane.hasMore = false;
      yield { lane: lane.key, after: lane.lastSeq };
    }
  }

  /** Adds up to `maxWaiting` deliveries that the outbox had for a lane. */
  refill(key: LaneKey, deliveries: readonly PendingDelivery[]): void {
    const lane = this.#of(key);
    lane.isLoading = false;
    for (const delivery of deliveries) push(lane, delivery);
    if (deliveries.length >= maxWaiting) lane.hasMore = true;
  }

  #of({ alert, destination }: LaneKey): Lane {
    const name = `${alert}\n${destination}`;
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const state = { lastSeq: 0, isBusy: false, hasMore: false, isLoading: false };
    const lane: Lane = { key: { alert, destination }, waiting: [], ...state };
    this.#lanes.set(name, lane);
    return lane;
  }
}

function push(lane: Lane, delivery: PendingDelivery): void {
  if (delivery.seq <= lane.lastSeq) return;
  lane.lastSeq = delivery.seq;
  lane.waiting.push(delivery);
}

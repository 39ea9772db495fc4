import type { PostRef } from './retraction.ts';

/** An alert that has fired, as it is committed to the outbox: from then on it arrives at each of its destinations. */
export interface FiredAlert {
  /** The same wherever the same rule sees the same thing: the first that is committed wins. */
  readonly id: string;
  /** The name of the alert. */
  readonly alert: string;
  /** Epoch ms. */
  readonly at: number;
  /** JSON: what receivers are told. */
  readonly body: string;
  /** The posts in the body, which lose their place there when they are deleted. */
  readonly posts: readonly AlertedPost[];
  /** The names of the destinations. */
  readonly destinations: readonly string[];
}

/** A post in the body of an alert. */
export interface AlertedPost extends PostRef {
  readonly author?: string | undefined;
}

/** The state of a delivery. */
export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** The deliveries of an alert to one destination. */
export interface LaneKey {
  /** The name of the alert. */
  readonly alert: string;
  /** The name of the destination. */
  readonly destination: string;
}

/** A fired alert on its way to one destination. */
export interface PendingDelivery extends LaneKey {
  /** Rises in the order of firing. */
  readonly seq: number;
  readonly id: string;
  /** The attempts so far. */
  readonly attempts: number;
  readonly firedAt: number;
  /** The time of the next attempt, in epoch ms. */
  readonly nextAt: number;
}

/** One attempt to deliver: a row of its own. */
export interface DeliveryAttempt extends LaneKey {
  readonly id: string;
  readonly at: number;
  /** From 1 on. */
  readonly attempt: number;
  /** The HTTP status of the answer. */
  readonly status?: number;
  /** A sentence, where there was no answer. */
  readonly error?: string;
  /** The state of the delivery after it. */
  readonly state: DeliveryState;
}

/** The ledger of a destination of an alert: `fired = delivered + pending + failed`. */
export interface DestinationLedger extends LaneKey {
  readonly fired: number;
  readonly delivered: number;
  readonly pending: number;
  readonly failed: number;
  /** Epoch ms. */
  readonly lastFiredAt: number;
}

/** Selects deliveries that are pending. */
export interface PendingRequest {
  /** The number of a delivery, after which they begin. */
  readonly after: number;
  readonly limit: number;
  /** By default, those of all alerts to all destinations. */
  readonly lane?: LaneKey | undefined;
}

/**
 * The outcome of a claim: the delivery may be sent, with this body; it has ended; or it is another program's until a time,
 * epoch ms.
 */
export type DeliveryClaim =
  | { readonly type: 'granted'; readonly body: string }
  | { readonly type: 'ended' }
  | { readonly type: 'taken'; readonly attempts: number; readonly nextAt: number };

/** Keeps fired alerts until they have arrived. Calls reject with `store_failed`. */
export interface AlertOutbox {
  /** Commits fired alerts; resolves with the ids of those that were not known. */
  readonly fire: (alerts: readonly FiredAlert[]) => Promise<readonly string[]>;
  /** Reads deliveries that are pending, in the order of firing. */
  readonly pending: (request: PendingRequest) => Promise<readonly PendingDelivery[]>;
  /**
   * Claims a delivery until a time, so that of the programs that share the outbox one sends it. A claim ends with the
   * attempt's outcome; one that is left by a program that has died, at that time.
   */
  readonly claim: (delivery: PendingDelivery, now: number, until: number) => Promise<DeliveryClaim>;
  /** Commits the outcome of an attempt; `nextAt` is that of the next, if the delivery is still pending. */
  readonly record: (attempt: DeliveryAttempt, nextAt: number) => Promise<void>;
  readonly ledgers: () => Promise<readonly DestinationLedger[]>;
  /** Reads attempts, newest first. */
  readonly attempts: (request: {
    readonly alert?: string | undefined;
    readonly limit: number;
  }) => Promise<readonly DeliveryAttempt[]>;
  /** Deletes deliveries that ended, and were fired before a time, epoch ms. */
  readonly prune: (before: number) => Promise<void>;
}

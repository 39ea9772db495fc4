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
  /** The names of the destinations. */
  readonly destinations: readonly string[];
}

/** The state of a delivery. */
export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** A fired alert on its way to one destination. */
export interface PendingDelivery {
  /** Rises in the order of firing. */
  readonly seq: number;
  readonly id: string;
  readonly alert: string;
  readonly destination: string;
  readonly body: string;
  /** The attempts so far. */
  readonly attempts: number;
  readonly firedAt: number;
  /** The time of the next attempt, in epoch ms. */
  readonly nextAt: number;
}

/** One attempt to deliver: a row of its own. */
export interface DeliveryAttempt {
  readonly id: string;
  readonly alert: string;
  readonly destination: string;
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
export interface DestinationLedger {
  readonly alert: string;
  readonly destination: string;
  readonly fired: number;
  readonly delivered: number;
  readonly pending: number;
  readonly failed: number;
  /** Epoch ms. */
  readonly lastFiredAt: number;
}

/** Keeps fired alerts until they have arrived. Calls reject with `store_failed`. */
export interface AlertOutbox {
  /** Commits fired alerts; resolves with the ids of those that were not known. */
  readonly fire: (alerts: readonly FiredAlert[]) => Promise<readonly string[]>;
  /** Reads deliveries that are pending, in the order of firing, after a number. */
  readonly pending: (after: number, limit: number) => Promise<readonly PendingDelivery[]>;
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

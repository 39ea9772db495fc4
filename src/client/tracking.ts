import type {
  ErrorFrame,
  GapFrame,
  PostFrame,
  RetractFrame,
  SummaryFrame,
  TrackingFrame,
  TrackMessage,
} from '../protocol/v1/messages.ts';

/** The options of a query, as in the message `track`. */
export type TrackOptions = Pick<TrackMessage, 'posts' | 'summary' | 'whenSlow' | 'since' | 'retractions'>;

/** Stands for the oldest events, which the client dropped because `for await` was too slow. */
export interface OverflowEvent {
  readonly type: 'overflow';
  readonly dropped: number;
}

/**
 * An event of a tracked query. `tracking` comes first, again after each reconnection (with `resumed`), and when the
 * state of a source changes. `retract` names a post that has been deleted. An `error` event does not end the query.
 */
export type TrackingEvent =
  PostFrame | RetractFrame | SummaryFrame | GapFrame | TrackingFrame | ErrorFrame | OverflowEvent;

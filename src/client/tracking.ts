import type {
  ErrorFrame,
  GapFrame,
  PostFrame,
  SummaryFrame,
  TrackingFrame,
  TrackMessage,
} from '../protocol/v1/messages.ts';

/** What is wanted of a query beside its text: as in `track`. */
export type TrackOptions = Pick<TrackMessage, 'posts' | 'summary' | 'whenSlow' | 'since'>;

/** Events that `for await` was too slow for were dropped in the client, the oldest first. */
export interface OverflowEvent {
  readonly type: 'overflow';
  readonly dropped: number;
}

/**
 * What happens to a tracked query. `tracking` comes at first, again after each reconnection (with `resumed`), and when
 * a source's state changes; an `error` here ends nothing.
 */
export type TrackingEvent = PostFrame | SummaryFrame | GapFrame | TrackingFrame | ErrorFrame | OverflowEvent;

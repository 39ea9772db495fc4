import type { Gap, LossDelivery } from '../../graph/index.ts';
import { encodeFrame, errorFrame } from '../../protocol/index.ts';
import { encodeTextFrame } from '../frame.ts';
import { lossError } from '../losses.ts';
import type { Outbox } from '../outbox.ts';
import type { ResultFeed } from './feed.ts';
import type { TrackedQuery } from './tracked.ts';

/** The state of a session that has tracked something. Idle sessions do without it. */
export interface TrackingState {
  /** By the client's ids. */
  readonly queries: Map<string, TrackedQuery>;
  readonly feed: ResultFeed;
  /** The gaps that wait in the outbox. Created on demand. */
  gaps: Map<string, Gap> | undefined;
  /** The number of `track` messages so far. */
  serial: number;
  /** The results that were left out since the client was told. */
  lost: number;
}

/** Counts results that the client was not given: each is a hole in the numbers of its id, and dropped in the ledger. */
export function sendLosses(state: TrackingState, outbox: Outbox, { results }: Pick<LossDelivery, 'results'>): void {
  for (const [id, count] of results) {
    const tracked = state.queries.get(id);
    if (tracked === undefined) continue;
    tracked.seq += count;
    outbox.receive(count);
    outbox.drop(count);
    state.lost += count;
  }
  if (state.lost === 0) return;
  outbox.enqueueLatest('loss', () => {
    const frame = encodeTextFrame(encodeFrame(errorFrame(lossError(state.lost), undefined)));
    state.lost = 0;
    return frame;
  });
}

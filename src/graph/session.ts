import type { Observable } from 'rxjs';
import type { Query, UndertoneError, WindowSpec } from '../model/index.ts';

/** A session tracks a query. `id` is the session's own name for it; an id in use is replaced. */
export interface TrackIntent {
  readonly type: 'track';
  readonly id: string;
  readonly query: Query;
  /** Whether it receives each result; default true. */
  readonly posts?: boolean | undefined;
  /** The window over which it receives summaries, and how often; absent for none. */
  readonly summary?: WindowSpec | undefined;
  /** The time, in epoch ms, from which stored posts come before the new ones, unless `resume` can be followed. */
  readonly since?: number | undefined;
  /** The `resume` token of the last delivery that it received on an earlier connection. */
  readonly resume?: string | undefined;
  /** `all`: it is told of all deletions of the query's posts, since it may have read stored ones elsewhere. */
  readonly retractions?: 'all' | undefined;
}

/** A request of a session. */
export type Intent = TrackIntent | { readonly type: 'untrack'; readonly id: string };

/** A client, of whatever protocol. */
export interface Session {
  readonly id: string;
  /** The key of whoever pays for what it uses, as `addressKey` writes it. A session without it pays for itself. */
  readonly owner?: string;
  /** Whether it may resume: then its queries stay live, and their results are buffered, for a while after it has closed. */
  readonly resumable?: boolean;
  /** Completes once all deliveries so far have been sent. Cold. A session without it takes everything at once. */
  readonly drained$?: Observable<never>;
  /** Hot. Completes when the session closes, for whatever reason; never errors. */
  readonly intents$: Observable<Intent>;
  /** Emits once when the session closes, to late subscribers too. Never errors. */
  readonly closed$: Observable<unknown>;
  /** Ends the session because its delivery failed. Idempotent; `closed$` follows. */
  readonly end: (cause: UndertoneError) => void;
}

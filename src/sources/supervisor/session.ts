import type { Observable } from 'rxjs';
import type { Filled, RetractionEvent, SourceEvent } from '../../graph/index.ts';
import type { Interruption, LiveSourceContext } from '../define.ts';
import type { UpstreamFailure } from './failure.ts';

export type { Interruption } from '../define.ts';

/** The events of a connection while it is up. */
export type Signal =
  /** Upstream has accepted the connection: from now on nothing is missed. */
  | { readonly type: 'live' }
  /**
   * Emitted once by every connection, as soon as it knows how much of the interruption before it has arrived. `since`
   * (epoch ms) reports an interruption that the supervisor can't know: one that began before the program did.
   */
  | { readonly type: 'resumed'; readonly filled: Filled; readonly since?: number }
  /** Upstream went on without this connection, unnoticed, since `from` (epoch ms); what is left of it is emitted too. */
  | { readonly type: 'missed'; readonly from: number; readonly cause: string; readonly filled: Filled }
  /** A sign of life that is no post. */
  | { readonly type: 'alive' }
  | Extract<SourceEvent, { readonly type: 'post' | 'counted' }>
  | RetractionEvent;

/**
 * Connects once: cold, released by unsubscribing, a new connection at each subscription. Errors with an
 * `UpstreamFailure`; a completion counts as a failure too.
 */
export type Connect = (interruption: Interruption | undefined) => Observable<Signal>;

/**
 * Connections to one upstream, one after another, with all that one leaves for the next: a cursor, an ETag, the server
 * whose turn it is.
 */
export interface UpstreamSession {
  readonly connect: Connect;
  /**
   * Chooses where the next attempt goes. Called with each failure; returns whether that attempt is made at once and
   * this failure is neither reported nor counted. Without it every attempt goes to the same place.
   */
  readonly nextTarget?: (failure: UpstreamFailure) => boolean;
  /** The host of the next attempt, for sentences. Default: the supervisor's `host`. */
  readonly targetHost?: () => string;
}

export interface SupervisorOptions extends LiveSourceContext {
  /** The upstream's host, for sentences. */
  readonly host: string;
  /** Creates a session; called each time that the source is opened anew or checked. */
  readonly createSession: () => UpstreamSession;
  /** The time in which an attempt must bring its first signal, in ms. Default 15 s; Infinity where the connection limits it. */
  readonly connectMs?: number;
  /** The longest silence of upstream, in ms, before it is reconnected. Infinity where silence is normal. */
  readonly silenceMs: number;
  /** The longest delay of a post from its author, in ms. An interruption begins so much earlier. Default 0. */
  readonly lagMs?: number;
  /** Emits when what a `no-rules` failure lacked is there. */
  readonly wake$?: Observable<unknown>;
  /** Work beside the connections. It never completes, and its error is final: it ends the source. */
  readonly beside$?: Observable<SourceEvent>;
}

import type { Query } from '../model/index.ts';
import type { Subscription } from './live-query.ts';
import type { Missed } from './missed.ts';
import type { Intent, Session } from './ports.ts';
import type { WindowChange } from './windows/active-windows.ts';

/** An event of a session. `expired`: its resume window has passed. */
export type SessionEvent<S extends Session> =
  | { readonly type: 'intent'; readonly session: S; readonly intent: Intent }
  | { readonly type: 'closed'; readonly session: S }
  | { readonly type: 'expired'; readonly sessionId: string };

/** A `track` has been carried out, and is to be answered. */
export interface Tracked<S extends Session> extends Subscription<S> {
  readonly type: 'tracked';
  /** The time from which stored posts are wanted, in epoch ms. */
  readonly since: number | undefined;
  /** The results that the session missed. Absent without a token. */
  readonly missed?: Missed;
}

/** An effect of an event. Effects are carried out in the order of their list. */
export type RegistryEffect<S extends Session> =
  | Tracked<S>
  | { readonly type: 'untracked'; readonly session: S; readonly id: string }
  | { readonly type: 'query-added' | 'query-removed'; readonly query: Query }
  | WindowChange;

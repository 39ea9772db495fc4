import type { WelcomeFrame } from '../protocol/v1/messages.ts';

/** How a connection ended. */
export interface CloseReason {
  /** The close code; 1006 where there was none. */
  readonly code: number;
  /** A sentence for a person. */
  readonly reason: string;
}

/** How the connection fares. */
export type ClientState =
  /** `attempt` counts from 1 since the connection was last good. */
  | { readonly name: 'connecting'; readonly attempt: number }
  | { readonly name: 'live'; readonly welcome: WelcomeFrame }
  /** Tries again at `retryAt`, in epoch ms. */
  | { readonly name: 'waiting'; readonly retryAt: number; readonly ending: CloseReason }
  /** For good: `close()` was called (1000), or trying again would end the same way. */
  | { readonly name: 'closed'; readonly ending: CloseReason };

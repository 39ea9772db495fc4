import type { WelcomeFrame } from '../protocol/v1/messages.ts';

/** The reason why a connection ended. */
export interface CloseReason {
  /** The close code, or 1006 where there was none. */
  readonly code: number;
  /** A sentence for a person. */
  readonly reason: string;
}

/** The state of the connection. */
export type ClientState =
  /** `attempt` counts from 1 since the last stable connection. */
  | { readonly name: 'connecting'; readonly attempt: number }
  | { readonly name: 'live'; readonly welcome: WelcomeFrame }
  /** The client connects again at `retryAt`, in epoch ms. */
  | { readonly name: 'waiting'; readonly retryAt: number; readonly ending: CloseReason }
  /** Permanent: `close()` was called (1000), or a new attempt would end the same way. */
  | { readonly name: 'closed'; readonly ending: CloseReason };

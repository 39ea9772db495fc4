import { closeCodes } from '../protocol/close-codes.ts';
import type { CloseReason } from './states.ts';

/** Whether and when to connect again: with the usual backoff, after longer pauses, or not at all. */
type RetryPolicy = 'soon' | 'later' | 'never';

interface Meaning {
  readonly reason: string;
  readonly retry: RetryPolicy;
}

/** By close code: those of RFC 6455, 7.4.1, and the server's own. After all other codes the client connects again. */
const meanings: Readonly<Record<number, Meaning>> = {
  [closeCodes.goingAway]: { reason: 'The server is going away.', retry: 'soon' },
  [closeCodes.protocolError]: { reason: 'The server found a fault in the WebSocket protocol.', retry: 'never' },
  1003: { reason: 'The server takes no such data.', retry: 'never' },
  1006: { reason: 'The connection broke.', retry: 'soon' },
  [closeCodes.badText]: { reason: 'The server could not read a message.', retry: 'never' },
  [closeCodes.policy]: { reason: 'The server ended the session for a breach of its rules.', retry: 'never' },
  [closeCodes.tooBig]: { reason: 'A message was too long for the server.', retry: 'never' },
  1010: { reason: 'The server lacks an extension.', retry: 'never' },
  [closeCodes.internal]: { reason: 'The server failed.', retry: 'soon' },
  1012: { reason: 'The server restarts.', retry: 'soon' },
  [closeCodes.overCapacity]: { reason: 'The server is over capacity.', retry: 'later' },
  [closeCodes.tooSlow]: { reason: 'The server found this client too slow.', retry: 'soon' },
  [closeCodes.missedPings]: { reason: 'The server missed the answers to its pings.', retry: 'soon' },
};

/** The end of one socket. */
export interface Disconnection extends CloseReason {
  readonly retry: RetryPolicy;
}

/** Returns the meaning of a close code, together with the reason that the server gave. */
export function disconnectionOf(code: number, serverReason: string): Disconnection {
  const { reason, retry } = meanings[code] ?? { reason: `The server closed with ${code}.`, retry: 'soon' };
  const text = serverReason === '' ? reason : `${reason.replace(/\.$/, '')}: ${serverReason}`;
  return { code, retry, reason: text };
}

/**
 * The end of a socket that never opened. A WebSocket does not report why: a server that is down and one that refuses the
 * handshake (401 for the token, 403 for the origin) look the same. Hence the client connects again.
 */
export const neverOpened: Disconnection = {
  code: 1006,
  reason: "The server can't be reached, or refuses the handshake (the token or the origin may be wrong).",
  retry: 'soon',
};

/** Returns the end of a socket that the client gave up. */
export function givenUp(reason: string, retry: RetryPolicy = 'soon'): Disconnection {
  return { code: 1006, reason, retry };
}

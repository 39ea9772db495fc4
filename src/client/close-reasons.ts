import { closeCodes } from '../protocol/close-codes.ts';
import type { CloseReason } from './states.ts';

/** What follows the end of a connection: another try, soon or after a longer wait, or none. */
type RetryPolicy = 'retry' | 'later' | 'final';

interface Meaning {
  readonly reason: string;
  readonly retry: RetryPolicy;
}

/** RFC 6455, 7.4.1, and ours. What is not here is tried again. */
const meanings: Readonly<Record<number, Meaning>> = {
  [closeCodes.goingAway]: { reason: 'The server is going away.', retry: 'retry' },
  [closeCodes.protocolError]: { reason: 'The server found a fault in the WebSocket protocol.', retry: 'final' },
  1003: { reason: 'The server takes no such data.', retry: 'final' },
  1006: { reason: 'The connection broke.', retry: 'retry' },
  [closeCodes.badText]: { reason: 'The server could not read a message.', retry: 'final' },
  [closeCodes.policy]: { reason: 'The server ended the session for a breach of its rules.', retry: 'final' },
  [closeCodes.tooBig]: { reason: 'A message was too long for the server.', retry: 'final' },
  1010: { reason: 'The server lacks an extension.', retry: 'final' },
  [closeCodes.internal]: { reason: 'The server failed.', retry: 'retry' },
  1012: { reason: 'The server restarts.', retry: 'retry' },
  [closeCodes.overCapacity]: { reason: 'The server is over capacity.', retry: 'later' },
  [closeCodes.tooSlow]: { reason: 'The server found this client too slow.', retry: 'retry' },
  [closeCodes.missedPings]: { reason: 'The server missed the answers to its pings.', retry: 'retry' },
};

export interface Disconnection extends CloseReason {
  readonly retry: RetryPolicy;
}

/** What a close code means, with what the server said beside it. */
export function disconnectionOf(code: number, said: string): Disconnection {
  const { reason, retry } = meanings[code] ?? { reason: `The server closed with ${code}.`, retry: 'retry' };
  return { code, retry, reason: said === '' ? reason : `${reason.replace(/\.$/, '')}: ${said}` };
}

/**
 * The end of a connection that never opened. A WebSocket tells nobody why: a server that is down, and one that refuses
 * the handshake (401 for the token, 403 for the origin), look the same. So it is tried again.
 */
export const neverOpened: Disconnection = {
  code: 1006,
  reason: "The server can't be reached, or refuses the handshake (the token or the origin may be wrong).",
  retry: 'retry',
};

/** An end that is our decision. */
export function abandoned(reason: string, retry: RetryPolicy = 'retry'): Disconnection {
  return { code: 1006, reason, retry };
}

import { closeCodes } from '../protocol/close-codes.ts';
import type { Ending } from './states.ts';

/** What follows the end of a connection: another try, soon or after a longer wait, or none. */
type Sequel = 'retry' | 'later' | 'final';

interface Meaning {
  readonly reason: string;
  readonly sequel: Sequel;
}

/** RFC 6455, 7.4.1, and ours. What is not here is tried again. */
const meanings: Readonly<Record<number, Meaning>> = {
  [closeCodes.goingAway]: { reason: 'The server is going away.', sequel: 'retry' },
  [closeCodes.protocolError]: { reason: 'The server found a fault in the WebSocket protocol.', sequel: 'final' },
  1003: { reason: 'The server takes no such data.', sequel: 'final' },
  1006: { reason: 'The connection broke.', sequel: 'retry' },
  [closeCodes.badText]: { reason: 'The server could not read a message.', sequel: 'final' },
  [closeCodes.policy]: { reason: 'The server ended the session for a breach of its rules.', sequel: 'final' },
  [closeCodes.tooBig]: { reason: 'A message was too long for the server.', sequel: 'final' },
  1010: { reason: 'The server lacks an extension.', sequel: 'final' },
  [closeCodes.internal]: { reason: 'The server failed.', sequel: 'retry' },
  1012: { reason: 'The server restarts.', sequel: 'retry' },
  [closeCodes.overCapacity]: { reason: 'The server is over capacity.', sequel: 'later' },
  [closeCodes.tooSlow]: { reason: 'The server found this client too slow.', sequel: 'retry' },
  [closeCodes.missedPings]: { reason: 'The server missed the answers to its pings.', sequel: 'retry' },
};

export interface EndingWithSequel extends Ending {
  readonly sequel: Sequel;
}

/** What a close code means, with what the server said beside it. */
export function endingOf(code: number, said: string): EndingWithSequel {
  const { reason, sequel } = meanings[code] ?? { reason: `The server closed with ${code}.`, sequel: 'retry' };
  return { code, sequel, reason: said === '' ? reason : `${reason.replace(/\.$/, '')}: ${said}` };
}

/**
 * The end of a connection that never opened. A WebSocket tells nobody why: a server that is down, and one that refuses
 * the handshake (401 for the token, 403 for the origin), look the same. So it is tried again.
 */
export const neverOpened: EndingWithSequel = {
  code: 1006,
  reason: "The server can't be reached, or refuses the handshake (the token or the origin may be wrong).",
  sequel: 'retry',
};

/** An end that is our decision. */
export function ourEnding(reason: string, sequel: Sequel = 'retry'): EndingWithSequel {
  return { code: 1006, reason, sequel };
}

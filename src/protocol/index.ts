/**
 * Protocol: the messages on the wire, their validation and encoding, and the close codes. PROTOCOL.md describes them.
 *
 * Any string is either read or refused with a code and a sentence. Runs in a browser and knows no socket.
 */
export { closeCodes } from './close-codes.ts';
export { postFrame, replayStatsFrame } from './frames.ts';
export type { FramePosition, PostResult } from './frames.ts';
export { binaryFrame, encodeError, encodeResult, readTrack } from './original.ts';
export { summaryFrame } from './summary.ts';
export { tokenCookie } from './token-cookie.ts';
export { encodeFrame, encodePostBody, encodePostHead, errorFrame } from './v1/encode.ts';
export { subprotocol } from './v1/messages.ts';
export type * from './v1/messages.ts';
export { readRequest } from './v1/read.ts';
export type { MessageRefusal, Request } from './v1/read.ts';

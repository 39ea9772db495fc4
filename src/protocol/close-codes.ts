/** The WebSocket close codes that the server sends by its own decision (RFC 6455, and ours from 4400 on). */
export const closeCodes = {
  /** The client has got all that it wanted: what stands for the end of a stream that has no codes. */
  clientDone: 1000,
  /** The server is shutting down. */
  goingAway: 1001,
  /** The client's frames are none. */
  protocolError: 1002,
  /** A text of the client is no UTF-8. */
  badText: 1007,
  /** The client breaks a rule, as by a flood of messages. */
  policy: 1008,
  /** A message of the client is larger than one may be. */
  tooBig: 1009,
  /** It is the server's fault. */
  internal: 1011,
  /** There is no room for one more session. */
  overCapacity: 1013,
  /** The client reads too slowly, and wanted to be disconnected then. */
  tooSlow: 4408,
  /** The peer answered no ping. */
  missedPings: 4410,
} as const;

/** The WebSocket close codes that the server sends: those of RFC 6455, and from 4400 on its own. */
export const closeCodes = {
  /** The client has received everything it asked for. Stands for the end of a stream, which has no codes. */
  clientDone: 1000,
  /** The server is shutting down. */
  goingAway: 1001,
  /** The client violates the WebSocket protocol. */
  protocolError: 1002,
  /** A text message of the client is not valid UTF-8. */
  badText: 1007,
  /** The client breaks a rule, for example by a flood of messages. */
  policy: 1008,
  /** A message of the client is too large. */
  tooBig: 1009,
  /** The server failed. */
  internal: 1011,
  /** The server has no room for another session. */
  overCapacity: 1013,
  /** The client reads too slowly and asked to be disconnected in this case. */
  tooSlow: 4408,
  /** The client did not answer the server's pings. */
  missedPings: 4410,
} as const;

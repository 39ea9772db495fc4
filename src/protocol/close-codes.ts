/** The WebSocket close codes that the server sends, with what they mean (RFC 6455, and ours from 4400 on). */
export const closeCodes = {
  /** The server is shutting down. */
  goingAway: 1001,
  /** It is the server's fault. */
  internal: 1011,
  /** The peer answered no ping. */
  missedPings: 4410,
} as const;

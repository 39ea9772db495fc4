/** The peer of a connection, as the heartbeat needs it. */
export interface Peer {
  readonly ping: () => void;
  /** Called when the peer is considered dead: closes the connection. */
  readonly reap: () => void;
  /** Whether frames wait for the peer. The outbox then decides whether it is too slow. */
  readonly isWaiting: () => boolean;
}

export interface Heartbeat<P extends Peer> {
  readonly add: (peer: P) => void;
  readonly remove: (peer: P) => void;
  /** Records that a peer has answered. Returns whether a ping of it was unanswered. */
  readonly recordPong: (peer: P) => boolean;
  /** Pings every peer, and reaps those that left `maxMissed` pings in a row unanswered. */
  readonly beat: () => void;
}

/** Creates a heartbeat that finds dead peers. It has no timer: the caller of `beat` decides the interval. */
export function createHeartbeat<P extends Peer>(maxMissed: number): Heartbeat<P> {
  const missed = new Map<P, number>();
  return {
    add: (peer) => {
      missed.set(peer, 0);
    },
    remove: (peer) => missed.delete(peer),
    recordPong: (peer) => {
      const count = missed.get(peer) ?? 0;
      if (count > 0) missed.set(peer, 0);
      return count > 0;
    },
    beat: () => {
      for (const [peer, count] of missed) {
        if (count >= maxMissed && !peer.isWaiting()) {
          missed.delete(peer);
          peer.reap();
        } else {
          missed.set(peer, count + 1);
          peer.ping();
        }
      }
    },
  };
}

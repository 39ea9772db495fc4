/** A peer as the heartbeat sees it. */
export interface Peer {
  readonly ping: () => void;
  /** Ends the connection because the peer is gone. */
  readonly reap: () => void;
  /** Whether frames wait for the peer: then its slowness is judged elsewhere. */
  readonly isWaiting: () => boolean;
}

export interface Heartbeat<P extends Peer> {
  readonly add: (peer: P) => void;
  readonly remove: (peer: P) => void;
  /** The peer has answered. */
  readonly alive: (peer: P) => void;
  /** One beat: pings every peer, and reaps those that left `maxMissed` pings in a row unanswered. */
  readonly beat: () => void;
}

/** Finds the peers that are gone without a word. Pure: who beats it decides the interval. */
export function createHeartbeat<P extends Peer>(maxMissed: number): Heartbeat<P> {
  const missed = new Map<P, number>();
  return {
    add: (peer) => {
      missed.set(peer, 0);
    },
    remove: (peer) => missed.delete(peer),
    alive: (peer) => {
      if (missed.has(peer)) missed.set(peer, 0);
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

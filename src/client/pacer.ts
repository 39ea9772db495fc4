import type { Clock } from './clock.ts';

// The share of the server's limit that is used: the network may push together what left in good order.
const share = 0.8;
const windowMs = 1_000;

export interface Pacer {
  /** A session has begun that takes so many messages a second. */
  readonly open: (messagesPerSecond: number) => void;
  /** It has ended: what waits is dropped. */
  readonly close: () => void;
  /** Sends for this id in its turn; once, however often it is asked for before. Nothing happens between sessions. */
  readonly push: (id: string) => void;
}

/**
 * Sends no more than the server's limit allows. What waits are ids, so it is bounded by what is tracked; `send` says
 * what there is to say of one when its turn has come, and returns false when there is nothing any more.
 */
export function createPacer(clock: Clock, send: (id: string) => boolean): Pacer {
  const waiting = new Set<string>();
  let sentAt: number[] = [];
  let perWindow = 0;
  let callOff: (() => void) | undefined;

  const pump = (): void => {
    callOff = undefined;
    const now = clock.now();
    // A clock that was set back has no past that counts.
    sentAt = sentAt.filter((at) => at <= now && now - at < windowMs);
    for (const id of waiting) {
      const oldest = sentAt[0];
      if (sentAt.length >= perWindow && oldest !== undefined) {
        callOff = clock.after(oldest + windowMs - now, pump);
        return;
      }
      waiting.delete(id);
      if (send(id) && perWindow !== Infinity) sentAt.push(now);
    }
  };
  return {
    open: (messagesPerSecond) => {
      perWindow = Math.max(1, Math.floor(messagesPerSecond * share));
    },
    close: () => {
      callOff?.();
      callOff = undefined;
      waiting.clear();
      sentAt = [];
      perWindow = 0;
    },
    push: (id) => {
      if (perWindow === 0) return;
      waiting.add(id);
      if (callOff === undefined) pump();
    },
  };
}

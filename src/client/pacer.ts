import type { Clock } from './clock.ts';

// The share of the server's limit that is used, because the network may bunch messages together.
const share = 0.8;
const windowMs = 1_000;

export interface Pacer {
  /** Starts a session that accepts this many messages a second. */
  readonly open: (messagesPerSecond: number) => void;
  /** Ends the session and drops what waits. */
  readonly close: () => void;
  /** Schedules a message for an id, unless one is scheduled already. Does nothing between sessions. */
  readonly push: (id: string) => void;
}

/**
 * Creates a pacer that keeps within the server's limit on messages. It queues ids rather than messages, so that the
 * queue is bounded by the number of tracked queries. `send` sends the message that is due for an id, and returns false
 * when none is due any more.
 */
export function createPacer(clock: Clock, send: (id: string) => boolean): Pacer {
  const waiting = new Set<string>();
  let sentAt: number[] = [];
  let perWindow = 0;
  let cancel: (() => void) | undefined;

  const pump = (): void => {
    cancel = undefined;
    const now = clock.now();
    // Times in the future come from before the clock was set back, and do not count.
    sentAt = sentAt.filter((at) => at <= now && now - at < windowMs);
    for (const id of waiting) {
      const oldest = sentAt[0];
      if (sentAt.length >= perWindow && oldest !== undefined) {
        cancel = clock.after(oldest + windowMs - now, pump);
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
      cancel?.();
      cancel = undefined;
      waiting.clear();
      sentAt = [];
      perWindow = 0;
    },
    push: (id) => {
      if (perWindow === 0) return;
      waiting.add(id);
      if (cancel === undefined) pump();
    },
  };
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

export interface CrowdOptions {
  /** Where the server listens, as http. */
  readonly url: string;
  readonly count: number;
  /** '' for none. */
  readonly subprotocol?: string;
  /** What each sends once it is connected; '' for nothing. */
  readonly message?: string;
  /** Gives each an address of its own, as a trusted proxy tells it. */
  readonly addresses?: boolean;
}

/** WebSocket clients in a process of their own. */
export interface Crowd {
  /** Resolves when all of them are connected and have sent their message. */
  readonly open: (options: CrowdOptions) => Promise<void>;
  /** The bytes that came so far, after the handshakes. */
  readonly bytes: () => Promise<number>;
  /**
   * Runs while no client runs, and returns when they have read what was sent in the meantime. So the reading takes no time
   * from the sending, nor does the waking of a reader for each frame, which clients elsewhere would not cost either.
   */
  readonly whileStopped: (work: () => Promise<void>) => Promise<void>;
  /** Cuts all connections. */
  readonly close: () => Promise<void>;
  /** Ends the process. */
  readonly end: () => Promise<void>;
}

export function gatherCrowd(): Crowd {
  const child = fork(new URL('crowd-child.ts', import.meta.url));
  const order = async (message: Readonly<Record<string, unknown>>): Promise<number> => {
    const answer = once(child, 'message');
    child.send(message);
    return Number((await answer)[0]);
  };
  const bytes = () => order({ type: 'count' });
  return {
    whileStopped: async (work) => {
      child.kill('SIGSTOP');
      await pause(2);
      await work();
      child.kill('SIGCONT');
      for (let before = -1, now = await bytes(); now !== before; now = await bytes()) {
        before = now;
        await pause(10);
      }
    },
    open: async ({ subprotocol = '', message = '', ...rest }) => {
      await order({ type: 'open', subprotocol, message, ...rest });
    },
    bytes,
    close: async () => {
      await order({ type: 'close' });
    },
    end: async () => {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

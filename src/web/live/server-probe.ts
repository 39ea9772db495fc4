import type { ClientState } from '../../client/index.ts';

export interface ServerProbeOptions {
  /** Returns whether the server answers. */
  readonly isUp: () => Promise<boolean>;
  readonly reconnect: () => void;
}

/** The least time between two questions, in ms. */
const everyMs = 3_000;

/**
 * Connects soon after a server is back that was away for long: the client waits longer after each failure. Only a server
 * that did not answer before counts as back, since one that refuses the handshake answers all the time.
 */
export class ServerProbe {
  readonly #options: ServerProbeOptions;
  #askedAt = -Infinity;
  #wasAway = false;
  #isAsking = false;

  constructor(options: ServerProbeOptions) {
    this.#options = options;
  }

  /** Called once a second with the state of the client. */
  async tick(state: ClientState, now: number): Promise<void> {
    if (state.name !== 'waiting') {
      this.#wasAway &&= state.name === 'connecting';
      return;
    }
    if (this.#isAsking || state.retryAt - now < everyMs || now - this.#askedAt < everyMs) return;
    this.#isAsking = true;
    this.#askedAt = now;
    const isUp = await this.#options.isUp();
    this.#isAsking = false;
    if (isUp && this.#wasAway) this.#options.reconnect();
    this.#wasAway = !isUp;
  }
}

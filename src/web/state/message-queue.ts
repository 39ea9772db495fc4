import { mergePosts } from './merge-posts.ts';

export interface MessageQueueOptions {
  /** The most messages that are handed over at once. */
  readonly maxBatch: number;
  /** The most messages that wait: beyond it, the posts of the older half are merged into sums. */
  readonly maxWaiting: number;
}

/** The messages of a server that wait until the page is ready for them, in bounded memory. */
export class MessageQueue {
  readonly #options: MessageQueueOptions;
  #waiting: string[] = [];

  constructor(options: MessageQueueOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  push(message: string): void {
    this.#waiting.push(message);
    const { maxWaiting } = this.#options;
    if (this.#waiting.length <= maxWaiting) return;
    const half = Math.floor(maxWaiting / 2);
    this.#waiting = [...mergePosts(this.#waiting.slice(0, -half)), ...this.#waiting.slice(-half)];
  }

  /** Takes the next messages out. */
  take(): readonly string[] {
    return this.#waiting.splice(0, this.#options.maxBatch);
  }
}

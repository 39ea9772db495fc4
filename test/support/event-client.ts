import { createParser } from 'eventsource-parser';

/** A received event. */
export interface ReceivedEvent {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** A client of Server-Sent Events that queues them, so that a test reads them in order and misses none. */
export class EventClient {
  readonly #abort = new AbortController();
  readonly #events: ReceivedEvent[] = [];
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ event, id, data }) => {
      this.#events.push({ event, id, data: JSON.parse(data) });
    },
  });

  private constructor(reader: ReadableStreamDefaultReader<Uint8Array>, abort: AbortController) {
    this.#reader = reader;
    this.#abort = abort;
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventClient> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (response.status !== 200 || response.body === null)
      throw new Error(`${response.status} ${await response.text()}`);
    return new EventClient(response.body.getReader(), abort);
  }

  /** Returns the next event; undefined when the stream has ended. */
  async next(): Promise<ReceivedEvent | undefined> {
    while (this.#events.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#parser.feed(this.#decoder.decode(value, { stream: true }));
    }
    return this.#events.shift();
  }

  /** Returns the next event of a type, and skips the events before it. */
  async nextOf(type: string): Promise<ReceivedEvent | undefined> {
    for (;;) {
      const next = await this.next();
      if (next === undefined || next.event === type) return next;
    }
  }

  /** Aborts the request. */
  abort(): void {
    this.#abort.abort();
  }
}

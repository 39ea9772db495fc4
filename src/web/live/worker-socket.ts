import type { SocketLike } from '../../client/index.ts';
import { afterAnswer } from './answering.ts';

/** Messages of the page to the thread of its connection; `read` tells that it has read the last batch. */
export type ToSocket =
  | { readonly open: { readonly url: string; readonly protocol: string } }
  | { readonly send: string }
  | { readonly close: number | undefined }
  | { readonly read: true };

/** Messages of the thread to the page: the selected subprotocol, those of the server, and why it has ended. */
export type FromSocket =
  | { readonly open: string }
  | { readonly messages: readonly string[] }
  | { readonly end: { readonly code: number; readonly reason: string } };

type EventName = Parameters<SocketLike['addEventListener']>[0];

/** A WebSocket in a thread of its own, which hands its messages over in batches: see `socket-worker.ts`. */
export class WorkerSocket implements SocketLike {
  protocol = '';
  readonly #worker = new Worker(new URL('./socket-worker.ts', import.meta.url), { type: 'module' });
  readonly #listeners: { readonly type: EventName; readonly listener: (event: object) => void }[] = [];

  constructor(url: string, protocol: string) {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromSocket>) => {
      this.#onMessage(data);
    });
    // It could not be loaded.
    this.#worker.addEventListener('error', () => {
      this.#onMessage({ end: { code: 1006, reason: '' } });
    });
    this.#tell({ open: { url, protocol } });
  }

  send(text: string): void {
    this.#tell({ send: text });
  }

  close(code?: number): void {
    this.#tell({ close: code });
  }

  addEventListener(type: EventName, listener: (event: object) => void): void {
    this.#listeners.push({ type, listener });
  }

  #onMessage(message: FromSocket): void {
    if ('messages' in message) {
      for (const data of message.messages) this.#emit('message', { data });
      // The next ones come once the reader has been answered.
      afterAnswer(() => {
        this.#tell({ read: true });
      });
    } else if ('open' in message) {
      this.protocol = message.open;
      this.#emit('open', {});
    } else {
      this.#emit('close', message.end);
      this.#worker.terminate();
    }
  }

  #emit(type: EventName, event: object): void {
    for (const each of this.#listeners) if (each.type === type) each.listener(event);
  }

  #tell(message: ToSocket): void {
    this.#worker.postMessage(message);
  }
}

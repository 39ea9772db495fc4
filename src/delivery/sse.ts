import { isRecord, parseJson } from '../model/index.ts';
import type { OnSent } from './frame.ts';
import type { Connection } from './session.ts';

/** An HTTP answer of Server-Sent Events. */
export interface EventStream {
  readonly connection: Connection;
  readonly body: ReadableStream<Uint8Array>;
  /** Calls back once, when the client has disconnected or has received the end of the stream. */
  readonly onceClosed: (callback: () => void) => void;
}

/** The bytes that may wait in the answer itself, in addition to the session's outbox. */
const maxBufferedBytes = 16_384;
/** The time in ms after which a client that lost its connection is asked to come back. */
const retryMs = 2_000;

const disconnected = new Error('The client has disconnected.');

/**
 * Creates a connection that carries frames as Server-Sent Events (HTML, section "server-sent events"). `event` is the
 * frame's type, and `id` is its resume token, which the client sends back as `Last-Event-ID`.
 */
export function createEventStream(): EventStream {
  const waiting: OnSent[] = [];
  let onClosed = (): void => undefined;
  let isClosed = false;
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const callBack = (error?: Error): void => {
    for (const onSent of waiting.splice(0)) onSent(error);
  };
  const end = (error?: Error): void => {
    if (isClosed) return;
    isClosed = true;
    callBack(error);
    onClosed();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stream = controller;
        controller.enqueue(Buffer.from(`retry: ${retryMs}\n\n`));
      },
      pull: () => {
        callBack();
      },
      cancel: () => {
        end(disconnected);
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxBufferedBytes }),
  );
  const connection: Connection = {
    send: (frame, onSent) => {
      if (isClosed) {
        onSent(disconnected);
        return;
      }
      stream?.enqueue(Buffer.from(eventOf(Buffer.from(frame.payload).toString())));
      if ((stream?.desiredSize ?? 0) > 0) onSent();
      else waiting.push(onSent);
    },
    close: (code) => {
      if (isClosed) return;
      stream?.enqueue(Buffer.from(`: closed with ${code}\n\n`));
      stream?.close();
      end();
    },
  };
  const onceClosed = (callback: () => void): void => {
    onClosed = callback;
  };
  return { connection, body, onceClosed };
}

function eventOf(frame: string): string {
  const value = parseJson(frame);
  const { type, resume } = isRecord(value) ? value : {};
  const id = typeof resume === 'string' ? `id: ${resume}\n` : '';
  return `event: ${String(type)}\n${id}data: ${frame}\n\n`;
}

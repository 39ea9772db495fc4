import { isRecord, parseJson } from '../model/index.ts';
import type { Connection } from './session.ts';

/** An answer that goes on. */
export interface EventStream {
  readonly connection: Connection;
  readonly body: ReadableStream<Uint8Array>;
  /** Says whom to tell, once, that the client has gone or has got the end. */
  readonly whenGone: (callback: () => void) => void;
}

// What may wait in the answer itself, beside the session's outbox, in bytes.
const maxBufferedBytes = 16_384;
/** How soon a client that lost its connection is to come back, in ms. */
const retryMs = 2_000;

/**
 * A connection that carries frames as Server-Sent Events (HTML, "server-sent events"): `event` is the frame's type, and
 * `id` the token from which the client can go on.
 */
export function createEventStream(): EventStream {
  const waiting: ((error?: Error) => void)[] = [];
  let onGone = (): void => undefined;
  let gone = false;
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const release = (error?: Error): void => {
    for (const done of waiting.splice(0)) done(error);
  };
  const end = (error?: Error): void => {
    if (gone) return;
    gone = true;
    release(error);
    onGone();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stream = controller;
        controller.enqueue(Buffer.from(`retry: ${retryMs}\n\n`));
      },
      pull: () => {
        release();
      },
      cancel: () => {
        end(lost);
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxBufferedBytes }),
  );
  const connection: Connection = {
    send: (frame, done) => {
      if (gone) {
        done(lost);
        return;
      }
      stream?.enqueue(Buffer.from(eventOf(Buffer.from(frame.payload).toString())));
      if ((stream?.desiredSize ?? 0) > 0) done();
      else waiting.push(done);
    },
    close: (code) => {
      if (gone) return;
      stream?.enqueue(Buffer.from(`: closed with ${code}\n\n`));
      stream?.close();
      end();
    },
  };
  const whenGone = (callback: () => void): void => {
    onGone = callback;
  };
  return { connection, body, whenGone };
}

const lost = new Error('The client has gone.');

function eventOf(frame: string): string {
  const value = parseJson(frame);
  const { type, resume } = isRecord(value) ? value : {};
  const id = typeof resume === 'string' ? `id: ${resume}\n` : '';
  return `event: ${String(type)}\n${id}data: ${frame}\n\n`;
}

import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { UpstreamFailure } from '../supervisor/failure.ts';

/** A message of a stream of server-sent events, or a comment, which is a sign of life. */
export type ServerSentEvent =
  { readonly type: 'message'; readonly event: string; readonly data: string } | { readonly type: 'comment' };

/** Returns the events that a chunk completes. A character or a line may be split over chunks at any byte. */
export type SseReader = (chunk: Uint8Array) => readonly ServerSentEvent[];

/**
 * Creates a reader of server-sent events; a message of more than `maxLength` characters ends the stream as a failure.
 * @example createSseReader(524_288)(chunk) // [{ type: 'message', event: 'update', data: '…' }]
 */
export function createSseReader(maxLength: number): SseReader {
  const decoder = new TextDecoder();
  let events: ServerSentEvent[] = [];
  let fault: unknown;
  const parser = createParser({
    maxBufferSize: maxLength,
    onEvent: ({ event = 'message', data }: EventSourceMessage) => {
      events.push({ type: 'message', event, data });
    },
    onComment: () => {
      events.push({ type: 'comment' });
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') fault = error;
    },
  });
  return (chunk) => {
    events = [];
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (fault !== undefined)
      throw new UpstreamFailure('network', 'A message was longer than any post.', { cause: fault });
    return events;
  };
}

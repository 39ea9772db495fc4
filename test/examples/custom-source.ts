/**
 * A source of your own: an HTTP response that never ends, with a post as JSON on each line.
 *
 * `createServer({ sources: [linesSource], source: ['lines:https://example.com/feed'] })` selects it by its name.
 */
import { defer, finalize, from } from 'rxjs';
import {
  baseUrl,
  createNdjsonReader,
  defineSource,
  failureOf,
  superviseSource,
  type LiveSourceContext,
  type Signal,
} from 'undertone';

export const linesSource = defineSource({
  name: 'lines',
  usage: 'lines:URL',
  // Reads the value of `--source` and throws a sentence when it can't be used. It connects to nothing yet.
  parse: (name) => ({
    url: baseUrl(name, { protocols: ['http:', 'https:'], example: 'lines:https://example.com/feed' }),
  }),
  // The supervisor reconnects, waits between attempts, watches for silence, and reports states and gaps.
  create: ({ url }, context) =>
    superviseSource({
      ...context,
      host: new URL(url).host,
      silenceMs: 45_000,
      createSession: () => ({ connect: () => connectOnce(url, context) }),
    }),
});

/** Connects when it is subscribed to, and ends that connection when it is unsubscribed. */
const connectOnce = (url: string, context: LiveSourceContext) =>
  defer(() => {
    const abort = new AbortController();
    return from(readFeed(url, context, abort.signal)).pipe(
      finalize(() => {
        abort.abort();
      }),
    );
  });

async function* readFeed(
  url: string,
  { name, scheduler }: LiveSourceContext,
  signal: AbortSignal,
): AsyncGenerator<Signal> {
  const { status, headers, body } = await fetch(url, { signal });
  if (status !== 200 || body === null) {
    await body?.cancel();
    // The class of the failure decides what follows: a wait, or for a refused key the end of the source.
    const { host } = new URL(url);
    throw failureOf({ host, status, headers: Object.fromEntries(headers), now: scheduler.now() });
  }
  yield { type: 'live' };
  // This feed can't be asked for posts that were missed. One that can emits them first, and says `full` here.
  yield { type: 'resumed', filled: 'none' };
  // Lines that are no posts come out as `invalid`, and are counted.
  const reader = createNdjsonReader({ source: name, now: () => scheduler.now() });
  const chunks: AsyncIterable<Uint8Array> = body;
  for await (const chunk of chunks) yield* reader.push(chunk);
}

import type { Readable } from 'node:stream';
import { startWith, type SchedulerLike } from 'rxjs';
import type { Source, SourceEvent } from '../graph/index.ts';
import type { Backpressure } from './backpressure.ts';
import { defineSource } from './define.ts';
import { createNdjsonReader } from './ndjson.ts';
import { playRecording } from './recording.ts';
import { allowNoPath, allowOptions } from './source-name.ts';

export interface StdinOptions {
  readonly name: string;
  /** As in `NdjsonOptions`. Each run has other posts, so a store that outlives it needs another prefix for each. */
  readonly idPrefix?: string;
  /** The standard input of the process, or what stands for it. */
  readonly stream: Readable;
  readonly now: () => number;
  readonly backpressure: Backpressure;
  readonly scheduler: SchedulerLike;
}

/** Creates a source of the posts of an NDJSON stream. While no query is active the stream is not read, and its writer waits. */
export function createStdinSource({ name, idPrefix, stream, now, backpressure, scheduler }: StdinOptions): Source {
  // An error between two reads is found by the next one.
  stream.on('error', () => undefined);
  const reader = createNdjsonReader({ source: name, idPrefix, now });
  const played$ = playRecording({
    open: () => stream,
    close: () => undefined,
    reader,
    speed: Infinity,
    backpressure,
    scheduler,
  });
  const live: SourceEvent = { type: 'state', source: name, state: 'live' };
  return { name, open: () => played$.pipe(startWith(live)) };
}

/** The NDJSON that is piped into the program. */
export const stdinSource = defineSource({
  name: 'stdin',
  usage: 'stdin',
  isUnique: true,
  parse: (name) => {
    allowNoPath(name);
    allowOptions(name, []);
    return {};
  },
  create: (_, { name, canAccept, canAccept$, instanceId, scheduler, onClose }) => {
    const stream = process.stdin;
    // An open standard input would keep the process alive.
    onClose(() => {
      stream.destroy();
    });
    return createStdinSource({
      name,
      idPrefix: `${name}-${instanceId}`,
      stream,
      now: () => scheduler.now(),
      backpressure: { canAccept, canAccept$ },
      scheduler,
    });
  },
});

import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { defer, EMPTY, map, of, repeat, startWith, tap, type Observable, type SchedulerLike } from 'rxjs';
import type { Source, SourceEvent } from '../graph/index.ts';
import type { Backpressure } from './backpressure.ts';
import { defineSource } from './define.ts';
import { digestOf } from './ids.ts';
import { createNdjsonReader } from './ndjson.ts';
import { playRecording } from './recording.ts';
import { allowOptions, flagOption, invalidSource } from './source-name.ts';

export interface FileOptions {
  readonly name: string;
  /** As in `NdjsonOptions`. A store that outlives the run needs the same one for the same file, and another for another. */
  readonly idPrefix?: string;
  readonly path: string;
  /** Times the recorded pace; Infinity is as fast as the graph takes it. */
  readonly speed: number;
  /** Whether to begin again at the end; the ids of each further pass get a suffix, so that its posts are new ones. */
  readonly loop: boolean;
  readonly now: () => number;
  readonly backpressure: Backpressure;
  readonly scheduler: SchedulerLike;
}

/** Creates a source of the posts of an NDJSON file. While no query is active the file is closed, and read on later. */
export function createFileSource(options: FileOptions): Source {
  const { name, idPrefix, path, speed, loop, now, backpressure, scheduler } = options;
  let pass = 0;
  let posts = 0;
  const play = (): Observable<SourceEvent> =>
    playRecording({
      // An error between two reads is found by the next one. A pipe has no offsets, not even 0.
      open: (offset) => createReadStream(path, offset === 0 ? {} : { start: offset }).on('error', () => undefined),
      close: (stream) => stream.destroy(),
      reader: createNdjsonReader({ source: name, idPrefix, now }),
      speed,
      backpressure,
      scheduler,
    });
  let playing$ = play();
  const again = defer(() => {
    if (!loop || posts === 0) return EMPTY;
    pass += 1;
    posts = 0;
    playing$ = play();
    return of('again');
  });
  const file$ = defer(() => playing$).pipe(
    repeat({ delay: () => again }),
    tap(({ type }) => (posts += type === 'post' ? 1 : 0)),
    map((event) => (pass === 0 ? event : renamed(event, pass + 1))),
  );
  const live: SourceEvent = { type: 'state', source: name, state: 'live' };
  return { name, open: () => file$.pipe(startWith(live)) };
}

function renamed(event: SourceEvent, pass: number): SourceEvent {
  if (event.type === 'post') return { type: 'post', post: { ...event.post, id: `${event.post.id}~${pass}` } };
  return event.type === 'delete' ? { ...event, id: `${event.id}~${pass}` } : event;
}

/** Hexadecimal digits that tell one file from another. */
const pathDigits = 8;

/** A recording or any other NDJSON file, played at its own pace, at a multiple of it, or as fast as the graph accepts. */
export const fileSource = defineSource({
  name: 'file',
  usage: 'file:PATH[?speed=N|max&loop=1]',
  parse: (name) => {
    const { rest: path = '' } = name;
    if (path === '') throw invalidSource(name, 'needs a path, as in file:posts.ndjson');
    const fault = faultOfFile(path);
    if (fault !== undefined) throw invalidSource(name, `can't be read: ${fault}`);
    allowOptions(name, ['speed', 'loop']);
    const speed = parseSpeed(name.query.get('speed') ?? '1');
    if (speed === undefined) throw invalidSource(name, 'needs a positive number or `max` as its speed');
    return { path, speed, loop: flagOption(name, 'loop') };
  },
  create: (spec, { name, canAccept, canAccept$, scheduler }) =>
    createFileSource({
      ...spec,
      name,
      idPrefix: `${name}-${digestOf(resolve(spec.path), pathDigits)}`,
      now: () => scheduler.now(),
      backpressure: { canAccept, canAccept$ },
      scheduler,
    }),
});

/** Returns a multiple of the recorded pace, Infinity for `max`; undefined when the text is neither. */
export function parseSpeed(text: string): number | undefined {
  const speed = text === 'max' ? Infinity : Number(text);
  return speed > 0 ? speed : undefined;
}

/** Returns why a file can't be read, as the end of a sentence; undefined when it can. A pipe is a file. */
export function faultOfFile(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isDirectory() ? 'it is a folder' : undefined;
  } catch {
    return 'there is no readable file of that name';
  }
}

import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  merge,
  switchMap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import type { Source } from '../../graph/index.ts';
import { RecentKeys } from '../../graph/operators/index.ts';
import { UndertoneError } from '../../model/index.ts';
import type * as nats from '../../nats/index.ts';
import type { NatsMessage, NatsRefusal, OpenedStream } from '../../nats/index.ts';
import { whenAccepted } from '../backpressure.ts';
import type { Cursors } from '../cursors.ts';
import type { LiveSourceContext } from '../define.ts';
import { reasonOf } from '../net/reason.ts';
import { emitBody } from '../posts-body.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { superviseSource, type Signal } from '../supervisor/supervise.ts';
import { Admission } from './admission.ts';
import type { NatsPlace } from './place.ts';

export interface NatsSourceOptions extends LiveSourceContext, NatsPlace {
  /** The name of the consumer of a stream, under which the server knows what has been read. */
  readonly durable: string;
  /** A name of this run of the program that no other run has. */
  readonly instanceId: string;
  readonly cursors: Cursors;
}

/** The room of NATS, which is loaded when it is needed. */
type Nats = typeof nats;
type NatsConnection = Parameters<Nats['readSubject']>[0];

/** The latest messages of a stream that are known again, at least: they come again when their server has died. */
const maxRecent = 2_000;
/** The longest time, in ms, in which the messages of an interruption come: some only when their acknowledgement is due. */
const missedMs = 15_000;

/**
 * Creates a source of the messages of a subject, each with posts as lines of JSON or as a JSON array. Those of a stream are
 * acknowledged when they are in the graph, so none is lost while the program is away; those of a subject alone are.
 */
export function createNats(options: NatsSourceOptions): Source {
  const { server, stream } = options;
  const { host } = new URL(server);
  const recent = new RecentKeys(maxRecent);
  let messages = 0;
  const nextId = (): string => `${options.name}-${options.instanceId}-${(messages += 1)}`;
  const key = `nats ${server} ${options.subject} ${stream ?? ''}`;
  const connect = (): Observable<Signal> =>
    from(import('../../nats/index.ts')).pipe(
      switchMap((room) => {
        const place = { ...options, key, host, recent, nextId };
        const creds = { option: 'NATS_CREDS', path: options.credsFile };
        return room.openNats({ servers: [server], name: options.durable, creds }).pipe(
          switchMap((connection) =>
            stream === undefined
              ? readCore(room, connection, place)
              : readStream(room, connection, { ...place, stream }),
          ),
          catchError((error: unknown) =>
            throwError(() => failureOf(error, { ...place, refusal: room.refusalOf(error) })),
          ),
        );
      }),
    );
  return superviseSource({ ...options, host, createSession: () => ({ connect }), silenceMs: Infinity });
}

interface Reading extends NatsSourceOptions {
  readonly host: string;
  /** The key of the cursor. */
  readonly key: string;
  /** The messages of a stream that have been read. */
  readonly recent: RecentKeys;
  /** Returns the beginning of the ids of the posts of another message. */
  readonly nextId: () => string;
}

/** The facts at the start of reading a subject: nothing of an interruption comes later. */
const begun: readonly Signal[] = [{ type: 'live' }, { type: 'resumed', filled: 'none' }];

/** Reads a subject: what was published while nobody listened is lost. */
function readCore(room: Nats, connection: NatsConnection, reading: Reading): Observable<Signal> {
  const { subject, canAccept$, name: source } = reading;
  return defer(() => {
    const admission = new Admission();
    const messages$ = room.readSubject(connection, subject).pipe(
      filter(({ data }) => admission.admit(data)),
      concatMap((message) => {
        const posts$ = whenAccepted(canAccept$).pipe(switchMap(() => read(message, reading)));
        const released$ = posts$.pipe(
          finalize(() => {
            admission.release(message.data);
          }),
        );
        return concat(
          released$,
          defer(() => shedOf(source, admission.takeShed())),
        );
      }),
    );
    // The server has the subscription when it has answered what was sent after it.
    return merge(messages$, defer(() => from(connection.flush())).pipe(concatMap(() => begun)));
  });
}

const shedOf = (source: string, count: number): readonly Signal[] =>
  count === 0 ? [] : [{ type: 'counted', source, outcome: 'shed', count }];

interface StreamReading extends Reading {
  readonly stream: string;
}

/** A stream, and how a message is said to be done with. */
interface Opened extends OpenedStream {
  readonly done: (message: NatsMessage) => void;
}

/**
 * Opens a stream: with a durable consumer, or, where a cursor is kept together with what was read up to it, after the message
 * of that cursor. An acknowledgement could overtake the posts then.
 */
async function openStream(room: Nats, connection: NatsConnection, reading: StreamReading): Promise<Opened> {
  const { cursors, key } = reading;
  if (cursors.isExact !== true) {
    const done = (message: NatsMessage): void => {
      message.ack();
    };
    return { ...(await room.openDurable(connection, reading)), done };
  }
  const kept = cursors.read(key);
  const opened = await room.openAt(connection, { ...reading, after: kept === undefined ? undefined : Number(kept) });
  cursors.write(key, String(opened.after));
  const done = ({ sequence }: NatsMessage): void => {
    cursors.write(key, String(sequence));
  };
  return { ...opened, done };
}

/** Reads a stream on from where it was read to. */
function readStream(room: Nats, connection: NatsConnection, reading: StreamReading): Observable<Signal> {
  const { canAccept$, recent, scheduler } = reading;
  return from(openStream(room, connection, reading)).pipe(
    switchMap((opened) => {
      let isOver = false;
      let missed = opened.pending;
      /** Tells once that the interruption is over. */
      const resume = (): readonly Signal[] => {
        const signals = isOver ? [] : [resumedOf(opened)];
        isOver = true;
        return signals;
      };
      const messages$ = opened.messages$.pipe(
        concatMap((message) =>
          concat(
            // It may have come again because its acknowledgement was lost.
            recent.has(keyOf(message)) ? EMPTY : whenAccepted(canAccept$).pipe(switchMap(() => read(message, reading))),
            defer(() => {
              recent.add(keyOf(message));
              opened.done(message);
              missed -= 1;
              return missed > 0 ? [] : resume();
            }),
          ),
        ),
      );
      const first: readonly Signal[] = [{ type: 'live' }, ...(missed > 0 ? [] : resume())];
      // Messages that the stream has dropped meanwhile do not come.
      const late$ = timer(missedMs, scheduler).pipe(concatMap(resume));
      return concat(first, merge(messages$, late$));
    }),
  );
}

const keyOf = ({ sequence }: NatsMessage): string => String(sequence);

function resumedOf({ hasLost, activeAt }: OpenedStream): Signal {
  return { type: 'resumed', filled: hasLost ? 'partial' : 'full', ...(activeAt !== undefined && { since: activeAt }) };
}

/** Emits what a message holds. */
function read(
  { data, sequence }: NatsMessage,
  { name: source, stream, nextId, scheduler }: Reading,
): Observable<Signal> {
  // A message of a stream gets the same ids whenever it comes.
  const idPrefix = sequence === undefined ? nextId() : `${source}-${stream ?? ''}-${sequence}`;
  return emitBody(data, { source, idPrefix, now: scheduler.now(), scheduler });
}

interface Failed extends Pick<Reading, 'host' | 'subject' | 'stream'> {
  readonly refusal: NatsRefusal | undefined;
}

function failureOf(error: unknown, { host, subject, stream, refusal }: Failed): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const facts = { cause: error };
  if (error instanceof UndertoneError && error.code === 'bad_option') {
    return new UpstreamFailure('fatal', error.message, facts);
  }
  switch (refusal) {
    case 'login':
      return new UpstreamFailure('fatal', `${host} refuses us: NATS_CREDS names a file of credentials.`, facts);
    case 'permission':
      return new UpstreamFailure('fatal', `${host} does not let us read ${subject}.`, facts);
    case 'no jetstream':
      return new UpstreamFailure('fatal', `${host} has no JetStream, and so no stream.`, facts);
    case 'no stream':
      return new UpstreamFailure('refused', `${host} has no stream ${stream ?? ''}.`, facts);
    case undefined: {
      const reason = reasonOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
      return new UpstreamFailure('network', `${host} can't be read: ${reason}.`, facts);
    }
  }
}

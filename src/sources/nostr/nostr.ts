import {
  combineLatest,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  interval,
  map,
  merge,
  tap,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import type { Source } from '../../graph/index.ts';
import type { Cursors } from '../cursors.ts';
import type { LiveSourceContext } from '../define.ts';
import { keepCursor } from '../keep-cursor.ts';
import { failureOf } from '../net/http-failure.ts';
import { isUnreadable, openWebSocket, type SocketEvent, type SocketPeer } from '../net/web-socket.ts';
import { superviseSource, type Signal, type UpstreamSession } from '../supervisor/supervise.ts';
import { maxMessageBytes } from '../turns.ts';
import { KnownNotes } from './known-notes.ts';
import { RelayReader } from './relay-reader.ts';
import { VerificationPace } from './verification-pace.ts';

export interface NostrOptions extends LiveSourceContext {
  /** The address of the relay, `wss://HOST`. */
  readonly relay: string;
  readonly cursors: Cursors;
  /** Gets what a relay has to say to its users. */
  readonly warn: (sentence: string) => void;
}

/** A quiet relay may send nothing for hours, so it is asked for signs of life. */
const pingMs = 25_000;
const silenceMs = 70_000;
/** An interruption is made up for from this age on, in seconds. */
const maxAgeS = 86_400;

/**
 * Creates a source of the text notes of a Nostr relay. It asks for new ones, and after an interruption, also one of the program
 * itself, for those of that time, page by page.
 */
export function createNostr(options: NostrOptions): Source {
  const { relay, cursors, scheduler } = options;
  const host = new URL(relay).host;
  const key = `nostr ${relay}`;
  // Where each note is kept with its cursor, repetitions are known by that.
  const known = new KnownNotes({ keepsIds: cursors.isExact !== true });
  // Only the first session of a run goes on where an earlier run stopped: later ones begin because nothing was asked for.
  let hasResumed = false;
  const nowS = (): number => Math.floor(scheduler.now() / 1_000);
  const createSession = (): UpstreamSession => {
    const stoppedAt = hasResumed ? undefined : known.restore(cursors.read(key));
    let first = stoppedAt === undefined ? nowS() : (known.since ?? nowS());
    known.begin(first);
    let hasSkipped = false;
    const connect$ = defer(() => {
      const since = Math.max(first, known.since ?? first, nowS() - maxAgeS);
      const isCut = hasSkipped || since > Math.max(first, known.since ?? first);
      return readRelay({ ...options, host, known, since, stoppedAt: hasResumed ? undefined : stoppedAt, isCut }).pipe(
        tap({
          next: ({ type }) => {
            if (type !== 'resumed') return;
            hasResumed = true;
            hasSkipped = false;
          },
          error: (error: unknown) => {
            // A message that can't be read would come again.
            if (!isUnreadable(error)) return;
            first = nowS();
            hasSkipped = true;
          },
        }),
        keepCursor(() => known.position, { cursors, key, scheduler }),
      );
    });
    return { connect: () => connect$ };
  };
  return superviseSource({ ...options, host, createSession, silenceMs });
}

interface Connection extends NostrOptions {
  readonly host: string;
  readonly known: KnownNotes;
  readonly since: number;
  readonly stoppedAt: number | undefined;
  readonly isCut: boolean;
}

/** Connects to the relay once. */
function readRelay(connection: Connection): Observable<Signal> {
  const { relay, host, name: source, canAccept$, scheduler } = connection;
  return defer(() => {
    const pace = new VerificationPace(scheduler);
    let peer: SocketPeer | undefined;
    let reader: RelayReader | undefined;
    const read = (event: SocketEvent): ObservableInput<Signal> => {
      switch (event.type) {
        case 'open':
          ({ peer } = event);
          reader = new RelayReader({ ...connection, source, peer, onVerify: pace.spend });
          reader.begin();
          return EMPTY;
        case 'text':
          return reader?.read(event.text) ?? EMPTY;
        case 'binary':
          return reader?.unreadable() ?? EMPTY;
        case 'ping':
          return [{ type: 'alive' }];
      }
    };
    const signals$ = openWebSocket({
      url: new URL(relay),
      maxFrameBytes: maxMessageBytes,
      refused: ({ status, headers }) => failureOf({ host, status, headers, now: scheduler.now() }),
      canAccept$: combineLatest([canAccept$, pace.canVerify$]).pipe(map((all) => all.every(Boolean))),
      scheduler,
    }).pipe(concatMap(read));
    const pings$ = interval(pingMs, scheduler).pipe(
      tap(() => peer?.ping()),
      ignoreElements(),
    );
    return merge(signals$, pings$);
  });
}

import { AsyncSubject, Subject } from 'rxjs';
import type { Intent, Session } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import { closeCodes, encodeError, readTrack } from '../protocol/index.ts';
import { createOutbox, type Outbox, type OutboxOptions, type Send } from './outbox.ts';

/** A connection as a session sees it: whatever carries its frames. */
export interface Connection {
  readonly send: Send;
  /** Starts the closing of the connection. Idempotent. */
  readonly close: (code: number) => void;
}

/** A client of the original protocol: one query, which each `track` replaces. */
export interface ClientSession extends Session {
  readonly outbox: Outbox;
  /** Takes a text message of the client. What cannot be used is answered, and changes nothing. */
  readonly receive: (message: string) => void;
  /** Answers what the client sent with an error. */
  readonly refuse: (error: UndertoneError) => void;
  /** Says that the connection has gone. Idempotent. */
  readonly gone: () => void;
}

// The original protocol names no queries: all its results are for this one.
const onlyId = '';

export function createSession(id: string, connection: Connection, limits: OutboxOptions): ClientSession {
  const intents$ = new Subject<Intent>();
  const closed$ = new AsyncSubject<'closed'>();
  const outbox = createOutbox(connection.send, limits);
  const refuse = (error: UndertoneError): void => {
    outbox.offer(Buffer.from(encodeError(error)), 0);
  };
  return {
    id,
    intents$: intents$.asObservable(),
    closed$: closed$.asObservable(),
    outbox,
    refuse,
    receive(message) {
      try {
        const query = readTrack(message);
        intents$.next(query === undefined ? { type: 'untrack', id: onlyId } : { type: 'track', id: onlyId, query });
      } catch (error) {
        if (!(error instanceof UndertoneError)) throw error;
        refuse(error);
      }
    },
    end() {
      connection.close(closeCodes.internal);
    },
    gone() {
      outbox.close();
      closed$.next('closed');
      closed$.complete();
      intents$.complete();
    },
  };
}

import { Subject, type Observable } from 'rxjs';
import type { SessionLedger } from '../model/index.ts';
import { closeCodes } from '../protocol/index.ts';
import { Capacity, type CapacityOptions, type Refusal } from './capacity.ts';
import type { ClientSession } from './session.ts';
import { addLedgers, emptyLedger, settledLedger, surveyOf, type Survey } from './survey.ts';

export interface LobbyOptions {
  readonly capacity: CapacityOptions;
  /** Told of the ledger of each session that has gone, and of the code that its connection was closed with. */
  readonly onGone: (session: string, ledger: SessionLedger, code: number) => void;
}

/** Where sessions come in and go, whatever carries them. */
export interface Lobby {
  /** Hot: the sessions, each when it asks for something for the first time. */
  readonly sessions$: Observable<ClientSession>;
  /** Opens a session for an address, or says why there is no room. */
  readonly admit: (address: string, open: (id: string) => ClientSession) => ClientSession | Refusal;
  /** Tells of a session to who listens: when it asks for something, and only the first time. */
  readonly announce: (session: ClientSession) => void;
  /** Says that a session's connection has gone, by a close code. Idempotent. */
  readonly leave: (session: ClientSession, code: number) => void;
  /** Has every session tell its client how it stands. */
  readonly report: () => void;
  /** Has every session leave because the server goes; no other comes. */
  readonly empty: () => void;
  readonly count: () => number;
  /** Whether there is no room for anybody. */
  readonly isFull: () => boolean;
  readonly survey: () => Survey;
}

export function createLobby({ capacity: limits, onGone }: LobbyOptions): Lobby {
  const capacity = new Capacity(limits);
  const sessions$ = new Subject<ClientSession>();
  /** With their addresses. */
  const living = new Map<ClientSession, string>();
  let gone = emptyLedger;
  let sequence = 0;
  return {
    sessions$: sessions$.asObservable(),
    admit(address, open) {
      const refusal = capacity.take(address);
      if (refusal !== undefined) return refusal;
      sequence += 1;
      const session = open(String(sequence));
      living.set(session, address);
      return session;
    },
    leave(session, code) {
      const address = living.get(session);
      if (address === undefined) return;
      living.delete(session);
      capacity.giveBack(address);
      session.gone();
      const ledger = settledLedger(session.ledger());
      gone = addLedgers(gone, ledger);
      onGone(session.id, ledger, code);
    },
    announce(session) {
      sessions$.next(session);
    },
    report() {
      for (const session of living.keys()) session.report();
    },
    empty() {
      sessions$.complete();
      for (const session of living.keys()) session.leave(closeCodes.goingAway);
    },
    count: () => living.size,
    isFull: () => capacity.isFull,
    survey: () => surveyOf(living.keys(), gone),
  };
}

import { Subject, type Observable } from 'rxjs';
import type { SessionLedger } from '../model/index.ts';
import { closeCodes } from '../protocol/index.ts';
import { createCapacity, type CapacityOptions, type Refusal } from './capacity.ts';
import type { ClientSession } from './session.ts';
import { addLedgers, emptyLedger, settledLedger, surveyOf, type Survey } from './survey.ts';

export interface LobbyOptions {
  readonly capacity: CapacityOptions;
  /** Told of the ledger of each session that has gone, and of the code that its connection was closed with. */
  readonly onGone: (session: string, ledger: SessionLedger, code: number) => void;
}

/** A session that has come in. */
export interface Guest {
  readonly session: ClientSession;
  /** Says that its connection has gone, by a close code. Idempotent. */
  readonly leave: (code: number) => void;
}

/** Where sessions come in and go, whatever carries them. */
export interface Lobby {
  /** Hot: the sessions as they come. */
  readonly sessions$: Observable<ClientSession>;
  /** Opens a session for an address, or says why there is no room. It is told of by `announce`. */
  readonly admit: (address: string, open: (id: string) => ClientSession) => Guest | Refusal;
  readonly announce: (session: ClientSession) => void;
  /** Has every session tell its client how it stands. */
  readonly report: () => void;
  /** Has every session leave because the server goes; no other comes. */
  readonly empty: () => void;
  readonly count: () => number;
  readonly survey: () => Survey;
}

export function createLobby({ capacity: limits, onGone }: LobbyOptions): Lobby {
  const capacity = createCapacity(limits);
  const sessions$ = new Subject<ClientSession>();
  const living = new Set<ClientSession>();
  let gone = emptyLedger;
  let sequence = 0;
  return {
    sessions$: sessions$.asObservable(),
    admit(address, open) {
      const release = capacity.take(address);
      if (typeof release === 'string') return release;
      sequence += 1;
      const session = open(String(sequence));
      living.add(session);
      const leave = (code: number): void => {
        if (!living.delete(session)) return;
        release();
        session.gone();
        const ledger = settledLedger(session.ledger());
        gone = addLedgers(gone, ledger);
        onGone(session.id, ledger, code);
      };
      return { session, leave };
    },
    announce(session) {
      sessions$.next(session);
    },
    report() {
      for (const session of living) session.report();
    },
    empty() {
      sessions$.complete();
      for (const session of living) session.leave(closeCodes.goingAway);
    },
    count: () => living.size,
    survey: () => surveyOf(living, gone),
  };
}

import { UndertoneError } from '../model/index.ts';

export interface CapacityOptions {
  /** Sessions at a time. */
  readonly maxSessions: number;
  /** Sessions at a time from one address. */
  readonly maxSessionsPerAddress: number;
}

/** Why nobody more is taken in. */
export type Refusal = 'sessions' | 'sessions_per_address';

export interface Capacity {
  /** Takes a place for a session from an address: how to give it back, or why there is none. */
  readonly take: (address: string) => (() => void) | Refusal;
}

/** Counts the places for sessions, in all and by address. */
export function createCapacity({ maxSessions, maxSessionsPerAddress }: CapacityOptions): Capacity {
  const taken = new Map<string, number>();
  let sessions = 0;
  return {
    take(address) {
      const here = taken.get(address) ?? 0;
      if (sessions >= maxSessions) return 'sessions';
      if (here >= maxSessionsPerAddress) return 'sessions_per_address';
      sessions += 1;
      taken.set(address, here + 1);
      let given = false;
      return () => {
        if (given) return;
        given = true;
        sessions -= 1;
        const left = (taken.get(address) ?? 1) - 1;
        if (left === 0) taken.delete(address);
        else taken.set(address, left);
      };
    },
  };
}

const sentences: Readonly<Record<Refusal, string>> = {
  sessions: 'The server has as many sessions as it can take: try again later.',
  sessions_per_address: 'This address has as many sessions as one may have: close one first.',
};

export const overCapacity = (refusal: Refusal): UndertoneError => new UndertoneError('too_many', sentences[refusal]);

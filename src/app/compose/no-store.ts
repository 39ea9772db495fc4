import { EMPTY, throwError } from 'rxjs';
import { UndertoneError } from '../../model/index.ts';
import type { Archive } from '../../store/index.ts';

const refusal = (): UndertoneError =>
  new UndertoneError('unavailable', 'This node only reads sources (--role ingest) and has no store: ask a gateway.');

const refuse = (): Promise<never> => Promise.reject(refusal());

/** The store of a node that delivers nothing: it opens no database, and refuses to be read. */
export const noStore: Archive = {
  persist: () => EMPTY,
  history: () => throwError(() => refusal()),
  recent: refuse,
  why: refuse,
  buckets: refuse,
  gaps: refuse,
  exported: async function* () {
    await refuse();
  },
  alerts: {
    fire: refuse,
    pending: refuse,
    claim: refuse,
    record: refuse,
    ledgers: refuse,
    attempts: refuse,
    prune: refuse,
  },
  health: () => ({
    ...{ trouble: undefined, written: 0, repeated: 0, retried: 0, waiting: 0 },
    shed: { full: 0, share: 0, failed: 0 },
    retractions: { waiting: 0, lost: 0 },
  }),
  close: () => Promise.resolve(),
};

import type { Limits } from './limits.ts';
import type { PostLog, Session } from './ports.ts';
import type { ResultRates } from './result-rates.ts';

export interface RegistryOptions<S extends Session> {
  /** As in `Ports`. */
  readonly instanceId: string;
  readonly limits: Pick<Limits, 'maxResumeResults' | 'resumeWindowMs'>;
  /** Sheds the results that are too many. */
  readonly rates: ResultRates<S>;
  /** Returns the wall clock in epoch ms. */
  readonly now: () => number;
  /** As in `Ports`. */
  readonly log?: PostLog | undefined;
  /** Returns the number of the post that was delivered last. */
  readonly delivered: () => number;
}

import type { SchedulerLike } from 'rxjs';
import { UndertoneError } from '../../model/index.ts';
import { createBackoff, type Backoff } from '../supervisor/backoff.ts';
import type { UpstreamFailure } from '../supervisor/failure.ts';
import type { Budget } from './budget.ts';
import type { Step } from './rule-reconciler.ts';

export interface StepDelaysOptions {
  /** Bounds the changes of rules. */
  readonly budget: Budget;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

// Only the stream should fail for want of rules. Should X answer another request so, this is the pause.
const noRulesMs = 10_000;
// The pause after changes that X keeps refusing: the stream goes on with the rules that X has.
const refusedMs = 320_000;
// A shorter wait for the budget is not worth a sentence.
const longWaitMs = 10_000;

const budgetSpent = new UndertoneError(
  'source_unsettled',
  'The rules of X have changed as often as X allows in 15 minutes, so the next change has to wait.',
  { transient: true },
);

interface Pause {
  readonly backoff: Backoff;
  until: number;
  /** The last failure, until a request of the kind succeeds. */
  failure: UpstreamFailure | undefined;
}

/**
 * The delay of each step: for the budget of changes, and after failures. X limits lists and changes apart, so a
 * failure delays only steps of its own kind.
 */
export class StepDelays {
  readonly #budget: Budget;
  readonly #lists: Pause;
  readonly #changes: Pause;
  #isShort = false;
  #waitedForBudget = false;

  constructor({ budget, random, scheduler }: StepDelaysOptions) {
    this.#budget = budget;
    this.#lists = { backoff: createBackoff(random, scheduler), until: -Infinity, failure: undefined };
    this.#changes = { backoff: createBackoff(random, scheduler), until: -Infinity, failure: undefined };
  }

  /** The reason why steps are delayed for long; undefined while they are not. */
  get reason(): UndertoneError | undefined {
    return this.#lists.failure ?? this.#changes.failure ?? (this.#isShort ? budgetSpent : undefined);
  }

  /** Returns the time, in epoch ms, at which a step may begin. */
  startAt(step: Step, now: number): number {
    if (step.kind === 'wait') {
      this.#succeed(this.#changes);
      this.#isShort = false;
      return step.until;
    }
    if (step.kind === 'list') return this.#lists.until;
    const budgetMs = this.#budget.waitMs(now, step.urgent);
    if (budgetMs > 0) this.#waitedForBudget = true;
    this.#isShort = step.urgent && (this.#isShort || budgetMs > longWaitMs);
    return Math.max(this.#changes.until, now + budgetMs);
  }

  start(step: Step, now: number): void {
    if (step.kind === 'list') return;
    this.#budget.acquire(now);
    // Where changes wait one after the other, the budget is short all the time.
    if (!this.#waitedForBudget) this.#isShort = false;
    this.#waitedForBudget = false;
  }

  succeed(step: Step): void {
    this.#succeed(step.kind === 'list' ? this.#lists : this.#changes);
  }

  #succeed(pause: Pause): void {
    pause.backoff.reset();
    pause.until = -Infinity;
    pause.failure = undefined;
  }

  /** Records the failure of a step, and returns whether another try may help. */
  fail(step: Step, failure: UpstreamFailure, now: number): boolean {
    const pause = step.kind === 'list' ? this.#lists : this.#changes;
    const next =
      pause.backoff.next(failure, true) ?? (failure.kind === 'refused' && step.kind !== 'list' ? refusedMs : undefined);
    if (next === undefined) return false;
    pause.failure = failure;
    pause.until = now + (next === 'wake' ? noRulesMs : next);
    return true;
  }
}

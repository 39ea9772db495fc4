import { concat, map, of, startWith, Subject, switchMap, timer, type Observable, type SchedulerLike } from 'rxjs';

/** The most signatures that are verified in a second; a relay waits with the rest. Each takes 1 to 2 ms. */
export const maxPerSecond = 100;

/** Bounds the time that the signatures of one relay take, on the thread that all clients wait for. */
export class VerificationPace {
  readonly #spent$ = new Subject<number>();
  readonly #scheduler: SchedulerLike;
  #until = 0;
  #count = 0;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** Counts a signature. */
  readonly spend = (): void => {
    const now = this.#scheduler.now();
    if (now >= this.#until || now < this.#until - 1_000) {
      this.#until = now + 1_000;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count === maxPerSecond) this.#spent$.next(this.#until - now);
  };

  /** Emits whether another signature can be verified, as soon as it is subscribed to. */
  readonly canVerify$: Observable<boolean> = this.#spent$.pipe(
    switchMap((waitMs) => concat(of(false), timer(waitMs, this.#scheduler).pipe(map(() => true)))),
    startWith(true),
  );
}

import { defer, Observable, of, Subject, throwError, type SchedulerLike } from 'rxjs';
import { LogFailure, type Log, type LogMessage, type NewMessage } from '../../../src/cluster/log.ts';

/** The fault of the next append. `lost`: it is not stored. `deaf`: it is stored, but not
 * answered. `late`: it is stored after a while, and not answered. */
export type AppendFault = 'lost' | 'deaf' | 'late';

/** A log in memory, with the faults of a real one. */
export class MemoryLog implements Log {
  readonly #scheduler: SchedulerLike;
  readonly #appended$ = new Subject<LogMessage>();
  #messages: LogMessage[] = [];
  #faults: AppendFault[] = [];
  #last = 0;
  #epoch = 'm1';
  /** Whether nothing answers. */
  isAway = false;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  get messages(): readonly LogMessage[] {
    return this.#messages;
  }

  /** Lets the next appends fail. */
  fail(...faults: readonly AppendFault[]): void {
    this.#faults.push(...faults);
  }

  /** Forgets its oldest messages. */
  trim(count: number): void {
    this.#messages = this.#messages.slice(count);
  }

  /** Is another log from now on. */
  makeAnew(): void {
    this.#messages = [];
    this.#last = 0;
    this.#epoch = `${this.#epoch}x`;
  }

  readonly append = (message: NewMessage, expected: number): Observable<number> =>
    this.#answer(() => {
      const fault = this.#faults.shift();
      // It arrives after the sender has asked whether it did.
      if (fault === 'late') return this.#later(message, expected);
      if (fault === 'lost') return noAnswer();
      const sequence = this.#store(message, expected);
      if (fault === 'deaf') return noAnswer();
      return sequence === undefined ? throwError(() => new LogFailure('refused', 'wrong last sequence')) : of(sequence);
    });

  #later(message: NewMessage, expected: number): Observable<never> {
    this.#scheduler.schedule(() => {
      this.#store(message, expected);
    }, 40);
    return noAnswer();
  }

  readonly last = (source: string): Observable<LogMessage | undefined> =>
    this.#answer(() => of(this.#messages.findLast((message) => message.source === source)));

  readonly read: Log['read'] = ({ from, source }) =>
    this.#answer(() => {
      const isWanted = (message: LogMessage): boolean =>
        (source === undefined || message.source === source) &&
        (typeof from === 'number' ? message.sequence >= from : message.storedAt >= from.storedAt);
      return new Observable<LogMessage>((subscriber) => {
        for (const message of this.#messages.filter(isWanted)) subscriber.next(message);
        return this.#appended$.subscribe((message) => {
          if (isWanted(message) && !this.isAway) subscriber.next(message);
        });
      });
    });

  readonly state: Log['state'] = () =>
    this.#answer(() =>
      of({ epoch: this.#epoch, first: this.#messages[0]?.sequence ?? this.#last + 1, last: this.#last }),
    );

  #store(message: NewMessage, expected: number): number | undefined {
    const last = this.#messages.findLast(({ source }) => source === message.source);
    if ((last?.sequence ?? 0) !== expected) return undefined;
    this.#last += 1;
    const stored = { ...message, sequence: this.#last, storedAt: this.#scheduler.now() };
    this.#messages.push(stored);
    this.#appended$.next(stored);
    return this.#last;
  }

  #answer<T>(ask: () => Observable<T>): Observable<T> {
    return defer(() => (this.isAway ? noAnswer() : ask()));
  }
}

const noAnswer = (): Observable<never> => throwError(() => new LogFailure('unknown', 'no answer'));

import { Subscription, type Observer, type SubjectLike, type Unsubscribable } from 'rxjs';

/**
 * A subject of one subscriber: an emission goes straight to it. For the groups of `groupBy`, of which there is one a
 * session, each with one subscriber, that gets every delivery: a `Subject` keeps a list and a closure for them.
 *
 * @example
 * deliveries$.pipe(groupBy(({ session }) => session, { connector: () => new UnicastSubject() }));
 */
export class UnicastSubject<T> implements SubjectLike<T> {
  #observer: Partial<Observer<T>> | undefined;
  #isStopped = false;

  /** Throws an error when it has, or had, a subscriber. */
  subscribe(observer: Partial<Observer<T>>): Unsubscribable {
    if (this.#observer !== undefined || this.#isStopped) throw new Error('A unicast subject has one subscriber.');
    this.#observer = observer;
    return new Subscription(() => {
      this.#stop();
    });
  }

  next(value: T): void {
    this.#observer?.next?.(value);
  }

  error(error: unknown): void {
    this.#stop()?.error?.(error);
  }

  complete(): void {
    this.#stop()?.complete?.();
  }

  #stop(): Partial<Observer<T>> | undefined {
    const observer = this.#observer;
    this.#observer = undefined;
    this.#isStopped = true;
    return observer;
  }
}

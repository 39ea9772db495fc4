import { from, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { StreamSubject } from '../../../src/client/subject.ts';
import { collect } from '../../support/client-world.ts';

const numbers = (maxBuffered = 10): StreamSubject<number> =>
  new StreamSubject({ maxBuffered, overflow: (dropped) => -dropped });

describe('a stream as an observable', () => {
  it('notifies all subscribers, except one that another has just unsubscribed', () => {
    const hub = numbers();
    const first = collect(hub);
    hub.subscribe((value) => {
      if (value === 2) last.unsubscribe();
    });
    const last = collect(hub);
    for (const value of [1, 2, 3]) hub.next(value);
    expect([first.values, last.values]).toEqual([[1, 2, 3], [1]]);
  });

  it('is accepted by RxJS', async () => {
    const log: string[] = [];
    const hub = new StreamSubject<number>({
      maxBuffered: 1,
      onObserved: () => log.push('busy'),
      onUnobserved: () => log.push('idle'),
    });
    const all: number[] = [];
    const done = new Promise<void>((resolve) => {
      from(hub)
        .pipe(take(3), toArray())
        .subscribe({ next: (values) => all.push(...values), complete: resolve });
    });
    // All in one turn: iteration, unlike a subscription, would overflow.
    for (const value of [1, 2, 3, 4]) hub.next(value);
    await done;
    expect([all, log]).toEqual([
      [1, 2, 3],
      ['busy', 'idle'],
    ]);
  });

  it('has the symbol of observables, where it exists', () => {
    const symbol = Symbol('observable');
    Object.defineProperty(Symbol, 'observable', { value: symbol, configurable: true });
    const hub = numbers();
    Reflect.deleteProperty(Symbol, 'observable');
    const ask: unknown = Reflect.get(hub, symbol);
    expect(typeof ask === 'function' && ask.call(hub)).toBe(hub);
  });

  it('reports a subscriber’s error as uncaught, and notifies the others', async () => {
    const uncaught = new Promise((resolve) => {
      const others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        for (const listener of others) process.on('uncaughtException', listener);
        resolve(error);
      });
    });
    const hub = numbers();
    const fault = new Error('a bug of the subscriber');
    hub.subscribe(() => {
      throw fault;
    });
    const other = collect(hub);
    hub.next(1);
    expect(other.values).toEqual([1]);
    expect(await uncaught).toBe(fault);
  });

  it('notifies of its end once, also late subscribers', () => {
    const hub = numbers();
    const early = collect(hub);
    hub.end(new Error('over'));
    hub.end();
    hub.next(1);
    expect([early.values, early.end(), collect(hub).end()]).toEqual([[], new Error('over'), new Error('over')]);
  });
});

describe('an iterated stream', () => {
  it('buffers values between two steps, and ends', async () => {
    const hub = numbers();
    const seen: number[] = [];
    const walking = (async () => {
      for await (const value of hub) {
        if (value === 1) hub.next(3);
        seen.push(value);
      }
    })();
    hub.next(1);
    hub.next(2);
    await Promise.resolve();
    hub.end();
    await walking;
    expect(seen).toEqual([1, 2, 3]);
  });

  it('drops the oldest values beyond its bound, and reports how many', async () => {
    const hub = numbers(2);
    const walk = hub[Symbol.asyncIterator]();
    for (const value of [1, 2, 3, 4, 5]) hub.next(value);
    expect([await walk.next(), await walk.next(), await walk.next()]).toEqual([
      { done: false, value: -3 },
      { done: false, value: 4 },
      { done: false, value: 5 },
    ]);
    const waiting = [walk.next(), walk.next()];
    hub.next(6);
    hub.end(new Error('over'));
    expect(await waiting[0]).toEqual({ done: false, value: 6 });
    await expect(waiting[1]).rejects.toThrow('over');
  });

  it('throws an error once, after the values before it', async () => {
    const hub = numbers();
    const walk = hub[Symbol.asyncIterator]();
    hub.next(1);
    hub.end(new Error('over'));
    expect(await walk.next()).toEqual({ done: false, value: 1 });
    await expect(walk.next()).rejects.toThrow('over');
    expect(await walk.next()).toEqual({ done: true, value: undefined });
  });

  it('is unsubscribed when the loop ends, also while it waits', async () => {
    const log: string[] = [];
    const hub = new StreamSubject<number>({
      maxBuffered: 5,
      onObserved: () => log.push('busy'),
      onUnobserved: () => log.push('idle'),
    });
    const walk = hub[Symbol.asyncIterator]();
    const waiting = walk.next();
    hub.next(1);
    hub.next(2);
    expect(await waiting).toEqual({ done: false, value: 1 });
    expect(await walk.return?.()).toEqual({ done: true, value: undefined });
    expect(await walk.next()).toEqual({ done: true, value: undefined });
    expect(log).toEqual(['busy', 'idle']);
    const other = hub[Symbol.asyncIterator]();
    const pending = other.next();
    await other.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
  });
});

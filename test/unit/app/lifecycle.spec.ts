import { EMPTY, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { run, type System } from '../../../src/app/lifecycle.ts';
import type { GraphEvent } from '../../../src/graph/index.ts';
import { createEngineLedger } from '../../../src/model/index.ts';

/** A system that notes what is asked of it, over what happens in it. */
function systemOf(run$: Observable<GraphEvent>, onStop = (): void => undefined): System & { readonly log: string[] } {
  const log: string[] = [];
  return {
    log,
    run$: new Observable((subscriber) => {
      subscriber.add(() => log.push('unsubscribed'));
      return run$.subscribe(subscriber);
    }),
    stop: () => {
      log.push('stop');
      onStop();
    },
    close: () => {
      log.push('close');
      return Promise.resolve();
    },
    ledger: createEngineLedger().read,
  };
}

const ignore = (): void => undefined;

describe('a running system', () => {
  it('is cut at the deadline when its end never comes, and released', async () => {
    const system = systemOf(NEVER);
    const running = run(system, { onEvent: ignore, drainMs: 1 });
    running.stop();
    expect(system.log).toEqual(['stop']);
    expect(await running.done).toBe('cut');
    expect(system.log).toEqual(['stop', 'unsubscribed', 'close']);
  }, 2_000);

  it('says that it is stuck when it can’t be released in time, and what was wrong before', async () => {
    const close = () => new Promise<never>(() => undefined);
    const stuckBy = (run$: Observable<GraphEvent>): Promise<unknown> =>
      new Promise((resolve) => {
        const running = run(
          { ...systemOf(run$), close },
          { onEvent: ignore, drainMs: 1, releaseMs: 1, onStuck: resolve },
        );
        running.stop();
        running.done.catch(ignore);
      });
    expect(await stuckBy(NEVER)).toBeUndefined();
    expect(await stuckBy(EMPTY)).toBeUndefined();
    expect(await stuckBy(throwError(() => new Error('corrupt')))).toMatchObject({ message: 'corrupt' });
  }, 2_000);

  it('ends drained when it completes in time, stopped once however often it is asked to', async () => {
    const events$ = new Subject<GraphEvent>();
    const system = systemOf(events$, () => {
      queueMicrotask(() => {
        events$.complete();
      });
    });
    const running = run(system, { onEvent: ignore, drainMs: 10_000 });
    running.stop();
    running.stop();
    expect(await running.done).toBe('drained');
    expect(system.log).toEqual(['stop', 'unsubscribed', 'close']);
  });

  it('emits its events, and is released when it ends by itself', async () => {
    const events: GraphEvent[] = [];
    const live = { type: 'state', source: 'test', state: 'live' } as const;
    const system = systemOf(of(live));
    expect(await run(system, { onEvent: (event) => events.push(event), drainMs: 1 }).done).toBe('drained');
    expect(events).toEqual([live]);
    expect(system.log).toEqual(['unsubscribed', 'close']);
    expect(await run(systemOf(EMPTY), { onEvent: ignore, drainMs: 1 }).done).toBe('drained');
  });

  it('is released when it fails, and says why', async () => {
    const system = systemOf(throwError(() => new Error('corrupt')));
    await expect(run(system, { onEvent: ignore, drainMs: 1 }).done).rejects.toThrow('corrupt');
    expect(system.log).toEqual(['unsubscribed', 'close']);
  });
});

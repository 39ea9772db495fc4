import {
  asyncScheduler,
  defer,
  finalize,
  ignoreElements,
  of,
  ReplaySubject,
  Subject,
  tap,
  type Observable,
} from 'rxjs';
import { expect, it } from 'vitest';
import { createGraph, defaultLimits, type Intent, type Session, type SourceEvent } from '../../../src/graph/index.ts';
import { balances, createEngineLedger } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { scoreOf } from '../../support/world.ts';

const sessionCount = 10_000;

it('ten thousand sessions come and go and leave no group, subscription or registry entry behind', async () => {
  const open = { intents: 0, closes: 0, deliveries: 0 };
  const counted = <T>(name: keyof typeof open, source$: Observable<T>): Observable<T> =>
    defer(() => {
      open[name] += 1;
      return source$.pipe(finalize(() => (open[name] -= 1)));
    });

  const ledger = createEngineLedger();
  const seen = { sessions: 0, queries: 0, mostQueries: 0 };
  const arrivals$ = new Subject<Session>();
  const events$ = new Subject<SourceEvent>();
  const stop$ = new ReplaySubject<unknown>(1);
  let delivered = 0;
  const graph$ = createGraph(
    {
      sessions$: arrivals$,
      stop$,
      sources: [{ name: 'test', open: () => events$ }],
      scorer: { idle$: of(true), score: (batch) => of(batch.map(scoreOf)) },
      deliver: (_, deliveries$) =>
        counted('deliveries', deliveries$).pipe(
          tap(({ type }) => (delivered += type === 'result' ? 1 : 0)),
          ignoreElements(),
        ),
      probe: {
        ...ledger,
        late: () => undefined,
        registryChanged: (sessions, queries) => {
          seen.sessions = sessions;
          seen.queries = queries;
          seen.mostQueries = Math.max(seen.mostQueries, queries);
        },
      },
      instanceId: 'test',
      scheduler: asyncScheduler,
    },
    { ...defaultLimits, quietMs: 0, maxQuietMs: 0 },
  );
  const done = new Promise<void>((resolve, reject) => graph$.subscribe({ complete: resolve, error: reject }));

  const clients = Array.from({ length: sessionCount }, (_, index) => {
    const intents$ = new Subject<Intent>();
    const closed$ = new ReplaySubject<unknown>(1);
    const session: Session = {
      id: String(index),
      intents$: counted('intents', intents$),
      closed$: counted('closes', closed$),
      end: () => undefined,
    };
    arrivals$.next(session);
    intents$.next({ type: 'track', id: 'q', query: parseQuery(`pizza, word${index}`) });
    return { intents$, closed$ };
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  events$.next({ type: 'post', post: { id: '1', source: 'test', text: 'pizza', at: 0 } });
  expect(delivered).toBe(sessionCount);
  expect(open.deliveries).toBe(sessionCount);
  expect(seen.mostQueries).toBe(sessionCount);

  for (const { intents$, closed$ } of clients) {
    closed$.next('closed');
    closed$.complete();
    intents$.complete();
  }
  expect(seen).toMatchObject({ sessions: 0, queries: 0 });
  expect(open).toEqual({ intents: 0, closes: 0, deliveries: 0 });
  expect(events$.observed).toBe(true);

  stop$.next('stop');
  await done;
  expect(events$.observed).toBe(false);
  expect(arrivals$.observed).toBe(false);
  expect(ledger.read()).toMatchObject({ received: 1, scored: 1, pending: 0 });
  expect(balances(ledger.read())).toBe(true);
});

import { concatMap, defer, filter, from, map } from 'rxjs';
import type { ClientSession } from '../../src/delivery/session.ts';
import type {
  Delivery,
  ResultDelivery,
  ScoredPost,
  Scorer,
  Source,
  SourceEvent,
  StoreEvent,
} from '../../src/graph/index.ts';
import type { Mutation } from './world.ts';

export type Told = Delivery<ClientSession>;
export type Result = ResultDelivery<ClientSession>;

/** Puts something else in the place of each delivery to a session: a new rule for each session. */
export const delivers = (ruleOf: (session: ClientSession) => (delivery: Told) => readonly Told[]): Mutation => ({
  deliver: (right) => (session, deliveries$) =>
    defer(() => {
      const rule = ruleOf(session);
      return right(session, deliveries$.pipe(concatMap((delivery) => from(rule(delivery)))));
    }),
});

/** Likewise for results only. */
export const delivering = (ruleOf: (session: ClientSession) => (result: Result) => readonly Told[]): Mutation =>
  delivers((session) => {
    const rule = ruleOf(session);
    return (delivery) => (delivery.type === 'result' ? rule(delivery) : [delivery]);
  });

export const scores = (change: (scored: readonly ScoredPost[], batch: number) => readonly ScoredPost[]): Mutation => ({
  scorer: (right: Scorer) => {
    let batches = 0;
    return {
      idle$: right.idle$,
      score: (posts) => {
        batches += 1;
        const batch = batches;
        return right.score(posts).pipe(map((scored) => change(scored, batch)));
      },
    };
  },
});

/** A source that keeps some of what it should say to itself, by a new rule each time it is opened. */
export const saysOnly = (ruleOf: (opening: number) => (event: SourceEvent) => boolean): Mutation => ({
  source: (right: Source) => {
    let openings = 0;
    return {
      name: right.name,
      open: (wanted) =>
        defer(() => {
          openings += 1;
          return right.open(wanted).pipe(filter(ruleOf(openings)));
        }),
    };
  },
});

/** A store that gets only some of the events. */
export const stores = (isPassed: (event: StoreEvent) => boolean): Mutation => ({
  store: (right) => ({ ...right, persist: (events$) => right.persist(events$.pipe(filter(isPassed))) }),
});

/** Every so many-th is given up. */
export function every(count: number): () => boolean {
  let calls = 0;
  return () => {
    calls += 1;
    return calls % count === 0;
  };
}

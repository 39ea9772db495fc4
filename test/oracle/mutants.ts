import { concatMap, defer, filter, from, ignoreElements, map } from 'rxjs';
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
import { modelLimits } from './model-limits.ts';
import type { Mutation } from './world.ts';

type Told = Delivery<ClientSession>;
type Result = ResultDelivery<ClientSession>;

/** Puts something else in the place of each delivery to a session: a new rule for each session. */
const delivers = (ruleOf: (session: ClientSession) => (delivery: Told) => readonly Told[]): Mutation => ({
  deliver: (right) => (session, deliveries$) =>
    defer(() => {
      const rule = ruleOf(session);
      return right(session, deliveries$.pipe(concatMap((delivery) => from(rule(delivery)))));
    }),
});

/** Likewise for results only. */
const delivering = (ruleOf: (session: ClientSession) => (result: Result) => readonly Told[]): Mutation =>
  delivers((session) => {
    const rule = ruleOf(session);
    return (delivery) => (delivery.type === 'result' ? rule(delivery) : [delivery]);
  });

const scores = (change: (scored: readonly ScoredPost[], batch: number) => readonly ScoredPost[]): Mutation => ({
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
const saysOnly = (ruleOf: (opening: number) => (event: SourceEvent) => boolean): Mutation => ({
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
const stores = (isPassed: (event: StoreEvent) => boolean): Mutation => ({
  store: (right) => ({ ...right, persist: (events$) => right.persist(events$.pipe(filter(isPassed))) }),
});

/** Every so many-th is given up. */
function every(count: number): () => boolean {
  let calls = 0;
  return () => {
    calls += 1;
    return calls % count === 0;
  };
}

/** Wrong versions of parts of the system, by what is wrong with them. */
export const mutants: Readonly<Record<string, Mutation>> = {
  'a scorer that gives a batch back in another order': scores((scored) => scored.toReversed()),

  'a scorer that mixes up what it says of the posts of a batch': scores((scored) =>
    scored.map((each, index) => ({ ...each, score: scored.at(index - 1)?.score ?? each.score })),
  ),

  'a scorer that leaves a post out now and then': scores((scored, batch) =>
    batch % 4 === 0 ? scored.slice(1) : scored,
  ),

  'a scorer that gives up a whole batch now and then': {
    scorer: (right) => {
      const isDue = every(6);
      const score: Scorer['score'] = (posts) =>
        isDue() ? right.score(posts).pipe(ignoreElements()) : right.score(posts);
      return { idle$: right.idle$, score };
    },
  },

  'a pool that takes one batch more than it may': { limits: { maxBatches: modelLimits.maxBatches + 1 } },

  'batches that are one post too large': { limits: { maxBatchPosts: modelLimits.maxBatchPosts + 1 } },

  'an ingest that sheds too early': { limits: { maxWaitingPosts: 3 } },

  'an ingest that accepts any language': { limits: { languages: [] } },

  'a memory of posts that forgets': { limits: { maxRecentPosts: 2 } },

  'a resume buffer that is one too short': { limits: { maxResumeResults: modelLimits.maxResumeResults - 1 } },

  'queries that are let go too soon': { limits: { resumeWindowMs: modelLimits.resumeWindowMs - 40 } },

  'queries that are kept for too long': { limits: { resumeWindowMs: modelLimits.resumeWindowMs + 100 } },

  'an upstream that is asked too late': { limits: { quietMs: 200, maxQuietMs: 200 } },

  'an upstream that is let go too late': { limits: { idleGraceMs: 4 * modelLimits.idleGraceMs } },

  'a source that keeps its gaps to itself': saysOnly(
    () =>
      ({ type }) =>
        type !== 'gap',
  ),

  'a source that does not say that it is down': saysOnly(
    () => (event) => event.type !== 'state' || event.state === 'live',
  ),

  'a source that loses the first post after it was asked for something else': saysOnly((opening) => {
    let isLost = opening === 1;
    return ({ type }) => {
      if (isLost || type !== 'post') return true;
      isLost = true;
      return false;
    };
  }),

  'a delivery that hands over a result twice': delivering(() => {
    const isDue = every(7);
    return (result) => (isDue() ? [result, result] : [result]);
  }),

  'a delivery that loses a result now and then': delivering(() => {
    const isDue = every(7);
    return (result) => (isDue() ? [] : [result]);
  }),

  'a delivery that loses the last result that was missed': delivers(() => {
    let held: readonly Told[] = [];
    return (delivery) => {
      // What was missed follows its answer at once.
      const isMissed = delivery.type === 'result' && delivery.isMissed === true;
      const out = isMissed ? held : [delivery];
      held = isMissed ? [delivery] : [];
      return out;
    };
  }),

  'a delivery that loses the first new result after a resume': delivers(() => {
    const resumed = new Set<string>();
    return (delivery) => {
      if (delivery.type === 'tracking' && delivery.resumed === true) resumed.add(delivery.id);
      const isLost = delivery.type === 'result' && delivery.isMissed !== true && resumed.delete(delivery.id);
      return isLost ? [] : [delivery];
    };
  }),

  'a delivery that goes on under an id that was untracked': delivers(() => {
    const ended = new Set<string>();
    return (delivery) => {
      if (delivery.type === 'untracked') ended.add(delivery.id);
      if (delivery.type !== 'result') return [delivery];
      return [delivery, ...Array.from(ended, (id) => ({ ...delivery, id }))];
    };
  }),

  'a delivery that answers after the first result': delivers(() => {
    let held: readonly Told[] = [];
    return (delivery) => {
      if (delivery.type === 'tracking' && delivery.isAnswer) {
        held = [...held, delivery];
        return [];
      }
      const out = [delivery, ...held];
      held = [];
      return out;
    };
  }),

  'a delivery in which a slow client costs the others their results': {
    deliver: (right) => {
      const sessions = new Set<ClientSession>();
      return (session, deliveries$) => {
        sessions.add(session);
        const isHeldUp = (): boolean => Array.from(sessions).some((other) => other !== session && other.isWaiting());
        return right(session, deliveries$.pipe(filter(({ type }) => type !== 'result' || !isHeldUp())));
      };
    },
  },

  'a token that is one result too old': delivering(() => {
    let last = '';
    return (result) => {
      const resume = last === '' ? result.resume : last;
      last = result.resume;
      return [{ ...result, resume }];
    };
  }),

  'an outbox that lets more wait than it may': { maxFrames: 100 },

  'an outbox that drops where there is room': { maxFrames: 1 },

  'a connection that reports twice that a frame has left': {
    connection: (right) => ({
      send: (frame, done) => {
        right.send(frame, (error) => {
          done(error);
          done(error);
        });
      },
      close: (code) => {
        right.close(code);
      },
    }),
  },

  'a connection that says that a frame has left which never will': {
    connection: (right) => {
      const isDue = every(9);
      return {
        send: (frame, done) => {
          if (isDue()) done();
          else right.send(frame, done);
        },
        close: (code) => {
          right.close(code);
        },
      };
    },
  },

  'a graph that forgets what was deleted before it came': {
    source: (right) => ({
      ...right,
      open: (wanted) => {
        const sent = new Set<string>();
        return right.open(wanted).pipe(
          filter((event) => {
            if (event.type === 'post') sent.add(event.post.id);
            return event.type !== 'delete' || sent.has(event.id);
          }),
        );
      },
    }),
  },

  'a delivery that keeps a deletion to itself now and then': delivers(() => {
    const isDue = every(3);
    return (delivery) => (delivery.type === 'retract' && isDue() ? [] : [delivery]);
  }),

  'a delivery that sends a post once more after its deletion': delivers(() => {
    const last = new Map<string, Result>();
    return (delivery) => {
      if (delivery.type === 'result') last.set(`${delivery.id} ${delivery.result.post.id}`, delivery);
      const again = delivery.type === 'retract' ? last.get(`${delivery.id} ${delivery.post.id}`) : undefined;
      return again === undefined ? [delivery] : [delivery, again];
    };
  }),

  'a delivery that does not tell those who resume of deletions': delivers(() => {
    let isResuming = false;
    return (delivery) => {
      if (delivery.type === 'tracking' && delivery.isAnswer) isResuming = delivery.resumed === true;
      else if (delivery.type !== 'retract') isResuming = false;
      return delivery.type === 'retract' && isResuming ? [] : [delivery];
    };
  }),

  'a delivery that retracts another post': delivers(
    () => (delivery) =>
      delivery.type === 'retract'
        ? [{ ...delivery, post: { ...delivery.post, id: `${delivery.post.id}0` } }]
        : [delivery],
  ),

  'coverage that begins too late': stores((event) => event.type !== 'coverage-started' || event.at % 3 !== 0),

  'coverage that does not end with its source or its query': stores(({ type }) => type !== 'coverage-ended'),

  'a ledger that forgets what was shed': {
    probe: (right) => ({
      ...right,
      record: (outcome, count) => {
        if (outcome !== 'shed') right.record(outcome, count);
      },
    }),
  },
};

import { filter, ignoreElements } from 'rxjs';
import type { ClientSession } from '../../src/delivery/session.ts';
import type { Scorer } from '../../src/graph/index.ts';
import { modelLimits } from './model-limits.ts';
import { delivering, delivers, every, saysOnly, scores, stores, type Told } from './mutations.ts';
import { retractionMutants } from './retraction-mutants.ts';
import type { Mutation } from './world.ts';

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

  ...retractionMutants,

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

import { BehaviorSubject, defer, from, mergeMap, of, timer, type SchedulerLike } from 'rxjs';
import type { MatchedPost, ScoredPost, Scorer } from '../../src/graph/index.ts';
import { scoreOf } from '../support/world.ts';
import { stepMs, unscorable } from './actions.ts';
import { compoundOf, topicCompoundOf } from './expected-frames.ts';
import type { Model } from './model.ts';

/** Answers come at such a time after a step: nothing else happens then. */
const answerMs = 3;

/** A scorer whose answers come when the history says, and that reports them to the model. */
export class Pool implements Scorer {
  readonly #idle$ = new BehaviorSubject(true);
  readonly idle$ = this.#idle$.asObservable();
  readonly #model: Model;
  readonly #scheduler: SchedulerLike;
  #latencyMs = 0;

  constructor(model: Model, scheduler: SchedulerLike) {
    this.#model = model;
    this.#scheduler = scheduler;
  }

  turn(latencyMs: number, idle: boolean): void {
    this.#latencyMs = latencyMs;
    this.#idle$.next(idle);
  }

  score(posts: readonly MatchedPost[]) {
    return defer(() => {
      const now = this.#scheduler.now();
      this.#model.tick(now);
      const batch = this.#model.batchStarted(posts);
      const scored = posts.filter(({ post }) => !post.text.includes(unscorable)).map(scoredPost);
      const due = Math.ceil((now + this.#latencyMs - answerMs) / stepMs) * stepMs + answerMs;
      const answer$ = this.#latencyMs === 0 ? of(0) : timer(due - now, this.#scheduler);
      return answer$.pipe(
        mergeMap(() => {
          this.#model.tick(this.#scheduler.now());
          this.#model.batchScored(batch);
          // A pool may answer in parts.
          return from([scored.slice(0, 1), scored.slice(1)]);
        }),
      );
    });
  }
}

/** The score of a text: different for each post, and for each query of one. */
function scoredPost(matched: MatchedPost): ScoredPost {
  const { id } = matched.post;
  return {
    ...scoreOf(matched),
    score: { compound: compoundOf(id), pos: 0, neu: 1, neg: 0 },
    topics: matched.matches.map(({ query }) => ({ compound: topicCompoundOf(id, query.canonical), polarityIndex: 2 })),
  };
}

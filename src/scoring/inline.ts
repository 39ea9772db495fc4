import { catchError, defer, from, map, of, timeout, type SchedulerLike } from 'rxjs';
import type { ScoredPost, Scorer } from '../graph/index.ts';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { encodeRequest, ScoreDecoder } from './batch-codec.ts';
import type { ScorerDefinition, TextScorer } from './definition.ts';
import { createEngine, createTextEngine, type Engine } from './engine.ts';
import { maxBatchMs, type TopicMethod } from './settings.ts';

/**
 * Creates a scorer that works synchronously in the calling thread. Replays use it because their bytes must not depend
 * on timing; tests use it as well.
 *
 * @example
 * createInlineScorer('vader').score(batch).subscribe((scored) => console.log(scored[0]?.score.compound));
 */
export function createInlineScorer(scorer: string): Scorer {
  const decoder = new ScoreDecoder();
  return {
    idle$: of(true),
    score: (batch) =>
      defer(() => {
        const answer = createEngine({ scorer }).score(encodeRequest(batch, { readsAll: true }));
        return (answer instanceof Promise ? from(answer) : of(answer)).pipe(
          map((figures) => decoder.decode(batch, figures)),
        );
      }),
  };
}

export interface CustomScorerOptions {
  /** Called with each batch that failed as a whole. */
  readonly onFailure: (error: UndertoneError, posts: number) => void;
  /** The method for topics that the scorer does not score. Default `rules`. */
  readonly topics?: TopicMethod;
}

/**
 * Creates a scorer that runs somebody else's `TextScorer` in the calling thread. Posts with a value that is out of range
 * are left out; an error, an answer of the wrong shape, or none within a minute costs its batch.
 * @example
 * const scorer = createCustomScorer(await definition.create({}), definition, { onFailure: console.error });
 */
export function createCustomScorer(
  scorer: TextScorer,
  definition: Pick<ScorerDefinition, 'name' | 'languages'>,
  { onFailure, topics }: CustomScorerOptions,
): Scorer {
  return createEngineScorer(createTextEngine(scorer, definition, topics), { onFailure });
}

export interface EngineScorerOptions extends Pick<CustomScorerOptions, 'onFailure'> {
  readonly scheduler?: SchedulerLike;
}

/** Creates a scorer that runs an engine in the calling thread. */
export function createEngineScorer(engine: Engine, { onFailure, scheduler }: EngineScorerOptions): Scorer {
  const { name, readsAll } = engine;
  const decoder = new ScoreDecoder();
  return {
    idle$: of(true),
    score: (batch) =>
      defer(() => {
        const answer = engine.score(encodeRequest(batch, { readsAll }));
        return answer instanceof Promise
          ? from(answer).pipe(timeout({ first: maxBatchMs, ...(scheduler && { scheduler }) }))
          : of(answer);
      }).pipe(
        map((figures) => decoder.decode(batch, figures)),
        catchError((error: unknown) => {
          const sentence = `The scorer ${name} failed: ${sentenceOf(error)}`;
          onFailure(new UndertoneError('scoring_failed', sentence, { cause: error }), batch.length);
          return of<readonly ScoredPost[]>([]);
        }),
      ),
  };
}

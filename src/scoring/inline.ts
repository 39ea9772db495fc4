import { defer, of } from 'rxjs';
import type { Scorer } from '../graph/index.ts';
import { readAnswer, requestFor } from './answer.ts';
import { scoreBatch } from './score-batch.ts';

/** Scores in the calling thread and turn: for replays whose bytes must not depend on timing, and for tests. */
export function createInlineScorer(scorer: string): Scorer {
  return {
    idle$: of(true),
    score: (batch) => defer(() => of(readAnswer(batch, scoreBatch(requestFor(scorer, batch))))),
  };
}

import { defer, of } from 'rxjs';
import type { Scorer } from '../graph/index.ts';
import { decodeScores, encodeRequest } from './batch-codec.ts';
import { scoreBatch } from './score-batch.ts';

/** Scores in the calling thread and turn: for replays whose bytes must not depend on timing, and for tests. */
export function createInlineScorer(scorer: string): Scorer {
  return {
    idle$: of(true),
    score: (batch) => defer(() => of(decodeScores(batch, scoreBatch(encodeRequest(scorer, batch))))),
  };
}

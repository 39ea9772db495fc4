import { defer, of } from 'rxjs';
import type { Scorer } from '../graph/index.ts';
import { decodeScores, encodeRequest } from './batch-codec.ts';
import { scoreBatch } from './score-batch.ts';

/**
 * Creates a scorer that works synchronously in the calling thread. Replays use it because their bytes must not depend
 * on timing; tests use it as well.
 *
 * @example
 * createInlineScorer('vader').score(batch).subscribe((scored) => console.log(scored[0]?.score.compound));
 */
export function createInlineScorer(scorer: string): Scorer {
  return {
    idle$: of(true),
    score: (batch) => defer(() => of(decodeScores(batch, scoreBatch(encodeRequest(scorer, batch))))),
  };
}

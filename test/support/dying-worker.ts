import { existsSync, writeFileSync } from 'node:fs';
import type { ScoreRequest } from '../../src/scoring/score-batch.ts';
import { scoreBatch as scoreAll, type ScorerFailure } from '../../src/scoring/worker.ts';

export { explainText } from '../../src/scoring/worker.ts';

/** A worker whose thread dies: of `die` each time, of `die once PATH` until that file is there. */
export function scoreBatch(request: ScoreRequest): Promise<Float64Array | ScorerFailure> {
  for (const text of request.texts) {
    const [, marker] = /^die once (.+)$/.exec(text) ?? [];
    if (marker !== undefined && !existsSync(marker)) {
      writeFileSync(marker, '');
      process.exit(1);
    }
    if (text === 'die') process.exit(1);
  }
  return scoreAll(request);
}

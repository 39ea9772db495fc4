import type { StoredHistory } from '../../model/index.ts';
import { bucketAnswer } from './answers.ts';
import type { Range } from './params.ts';

/** The range and the buckets of an answer. */
export interface HistoryPlan extends Range {
  /** Canonical. */
  readonly query: string;
  readonly step: number;
}

/** The buckets that are read and encoded at once: of the default step, an answer has no more. */
const pieceBuckets = 500;

/** Yields the answer of `/v1/history` in pieces of JSON, each from a read of its own. */
export async function* historyPieces(
  archive: Pick<StoredHistory, 'buckets' | 'gaps'>,
  plan: HistoryPlan,
): AsyncGenerator<string, void, void> {
  let opening = `${JSON.stringify(plan).slice(0, -1)},"buckets":[`;
  for (const range of rangesOf(plan)) {
    const continues = range.from > plan.from ? { continues: true } : {};
    const buckets = await archive.buckets({ ...plan, ...range, ...continues });
    const encoded = JSON.stringify(buckets.map(bucketAnswer)).slice(1, -1);
    if (encoded === '') continue;
    yield `${opening}${encoded}`;
    opening = ',';
  }
  const gaps = JSON.stringify(await archive.gaps(plan));
  yield `${opening === ',' ? '' : opening}],"gaps":${gaps}}`;
}

/** Yields the parts of a range. They end where a bucket begins, so that each bucket is in one. */
function* rangesOf({ from, to, step }: HistoryPlan): Generator<Range, void, void> {
  for (let start = from; start < to;) {
    const end = Math.min(to, (Math.floor(start / step) + pieceBuckets) * step);
    yield { from: start, to: end };
    start = end;
  }
}

import { createSpikeDetector } from '../../window/index.ts';
import type { SpikeSigns } from '../../protocol/index.ts';
import type { Bucket } from './series.ts';

/** Far more posts than the query's own past lets expect. */
export interface SpikeMark extends SpikeSigns {
  /** The end of the window in which it was seen, epoch ms. */
  readonly at: number;
}

const maxSpikes = 60;
/** Marks that are closer than this are one, in ms. */
const togetherMs = 60_000;

/** The marks with one more: windows of one spike are marked once, where it was highest. */
export function noteSpike(marks: readonly SpikeMark[], mark: SpikeMark): readonly SpikeMark[] {
  const twin = marks.find(({ at }) => Math.abs(at - mark.at) < togetherMs);
  const others = marks.filter((each) => each !== twin);
  const kept = twin !== undefined && twin.ratio >= mark.ratio ? twin : mark;
  return [...others, kept].toSorted((a, b) => a.at - b.at).slice(-maxSpikes);
}

/** The spikes in stored buckets of one length, found as the server finds them in its windows. */
export function spikesIn(buckets: readonly Bucket[], stepMs: number): readonly SpikeMark[] {
  const detector = createSpikeDetector();
  let marks: readonly SpikeMark[] = [];
  let end = buckets[0]?.at ?? 0;
  for (const { at, posts } of buckets) {
    // Buckets without posts are left out of an answer; long silence is no past to compare with.
    for (let quiet = 0; end < at && quiet < 24; end += stepMs, quiet++) {
      detector.judge({ from: end, to: end + stepMs, posts: 0 });
    }
    end = at + stepMs;
    const spike = detector.judge({ from: at, to: end, posts });
    if (spike !== undefined) marks = noteSpike(marks, { at: end, ...spike });
  }
  return marks;
}

import type { VaderTokens } from './tokens.ts';

/** The factors of `but` for valences before and after it: the latter half carries the dominant sentiment. */
const factorBefore = 0.5;
const factorAfter = 1.5;

/** Number of hits up to which a linear search is cheaper than queues. */
const maxSearched = 128;

/** Returns the first hit, up to the given one, with the same value. */
type FirstEqual = (hit: number, value: number) => number;

/**
 * Applies the rule on the first `but` of a text as the reference does: for each value in turn it changes the *first
 * equal* value of the list as it then stands. So where a value occurs twice, its first occurrence may be changed again
 * and a later one never. Fills the column `contrasted`. Zeros stay zero, so only hits are visited. `onChange` is called
 * with each hit that changes.
 */
export function applyContrast(tokens: VaderTokens, onChange?: (hit: number, factor: number) => void): void {
  const { hitCount, valences, contrasted, hits, but } = tokens;
  for (let hit = 0; hit < hitCount; hit++) contrasted[hit] = valences[hit] ?? 0;
  if (but < 0) return;
  const firstEqual = hitCount <= maxSearched ? bySearch(contrasted) : byQueues(contrasted);
  for (let hit = 0; hit < hitCount; hit++) {
    const value = contrasted[hit] ?? 0;
    if (value === 0) continue;
    const first = firstEqual(hit, value);
    const factor = (hits[first] ?? 0) < but ? factorBefore : factorAfter;
    contrasted[first] = value * factor;
    onChange?.(first, factor);
  }
}

function bySearch(values: Float64Array): FirstEqual {
  return (hit, value) => {
    let first = 0;
    while (first < hit && values[first] !== value) first++;
    return first;
  };
}

/**
 * Searches in linear time overall: each hit waits in the queue of its value. The hit found last has changed since, so
 * it is queued again before the next search.
 */
function byQueues(values: Float64Array): FirstEqual {
  const queues = new Map<number, number[]>();
  const enqueue = (hit: number) => {
    const value = values[hit] ?? 0;
    const queue = queues.get(value);
    if (queue === undefined) queues.set(value, [hit]);
    else push(queue, hit);
  };
  let changed: number | undefined;
  return (hit, value) => {
    if (changed !== undefined) enqueue(changed);
    enqueue(hit);
    changed = pop(queues.get(value) ?? []) ?? hit;
    return changed;
  };
}

/** Adds a number to a binary min-heap. */
function push(heap: number[], added: number): void {
  let at = heap.length;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (above <= added) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = added;
}

/** Removes the smallest number of a binary min-heap. */
function pop(heap: number[]): number | undefined {
  const least = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return least;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if ((heap[child + 1] ?? Infinity) < (heap[child] ?? Infinity)) child++;
    const below = heap[child] ?? Infinity;
    if (below >= last) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return least;
}

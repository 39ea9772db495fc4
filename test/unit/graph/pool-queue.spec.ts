import { describe, expect, it } from 'vitest';
import type { MatchedPost } from '../../../src/graph/index.ts';
import { PoolQueue } from '../../../src/graph/pool-queue.ts';
import { parseQuery } from '../../../src/query/index.ts';

const postOf = (id: string, query: string): MatchedPost => ({
  post: { id, source: 'test', text: '', at: 0 },
  matches: [{ query: parseQuery(query), spans: [] }],
  hashtags: {},
});

/** A queue of eight posts, which leave by three. Each query has an owner of its own. */
function setUp() {
  const shed: string[] = [];
  let recorded = 0;
  const queue = new PoolQueue({
    limits: { maxBatchPosts: 3, maxWaitingPosts: 8 },
    probe: {
      record: (outcome, count) => (recorded += outcome === 'shed' ? count : 0),
      shed: (query) => shed.push(query),
    },
    claimOf: (name) => ({ name, payers: () => [{ id: name }] }),
  });
  const push = (query: string, ...ids: readonly string[]): void => {
    queue.push({ posts: ids.map((id) => postOf(id, query)), since: Number(ids[0]) });
  };
  const shiftAll = (): readonly string[] => {
    const batches: string[] = [];
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      batches.push(`${batch.since}: ${batch.posts.map(({ post }) => post.id).join(' ')}`);
    }
    return batches;
  };
  return { push, shiftAll, shed, recorded: () => recorded };
}

describe('the queue before the pool', () => {
  it('leaves the first batches as they came, and makes large ones of what comes behind them', () => {
    const { push, shiftAll } = setUp();
    push('pizza', '1');
    push('pizza', '2');
    push('pizza', '3');
    push('pizza', '4', '5', '6');
    expect(shiftAll()).toEqual(['1: 1', '2: 2', '3: 3 4 5', '4: 6']);
    push('pizza', '7');
    expect(shiftAll()).toEqual(['7: 7']);
  });

  it('is bounded in posts, counts each that it sheds, and sheds none of an owner below its share', () => {
    const { push, shiftAll, shed, recorded } = setUp();
    push('the', '1', '2');
    push('the', '3', '4', '5', '6', '7', '8', '9');
    expect([shed, recorded()]).toEqual([['the'], 1]);
    push('pizza', '10', '11', '12');
    expect([shed, recorded()]).toEqual([['the', 'the', 'the', 'the'], 4]);
    expect(shiftAll()).toEqual(['1: 1 2', '3: 3 4 5', '10: 10 11 12']);
  });
});

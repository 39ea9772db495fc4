import { describe, expect, it } from 'vitest';
import { readFrame } from '../../../src/client/read-frame.ts';
import { mergePosts } from '../../../src/web/state/merge-posts.ts';
import { MessageQueue } from '../../../src/web/state/message-queue.ts';
import { gapFrame, postFrame, summaryFrame } from '../../support/frames.ts';

const post = (id: string, seq: number, compound: number, scored?: false): string =>
  JSON.stringify({
    ...postFrame(id, seq, { at: 1_000 * seq, compound, topic: { compound: compound / 2, polarityIndex: 0 } }),
    polarityIndex: compound > 0 ? 0 : compound < 0 ? 1 : 2,
    scored,
  });

const framesOf = (messages: readonly string[]) =>
  messages.map((message) => {
    const reading = readFrame(message);
    return 'frame' in reading ? reading.frame : undefined;
  });

describe('merged posts', () => {
  it('are counted for each query in a summary, which a client can read, after all other messages', () => {
    const others = [summaryFrame('q1'), gapFrame()].map((frame) => JSON.stringify(frame));
    const merged = mergePosts([
      ...[post('q1', 1, 1), post('q2', 1, 0.5), others[0] ?? '', post('q1', 2, -0.25)],
      ...[post('q1', 3, 0, false), post('q1', 4, 0), others[1] ?? '', 'not JSON'],
    ]);
    expect(merged.slice(0, 3)).toEqual([...others, 'not JSON']);
    const [first, second, none] = framesOf(merged.slice(3));
    expect(first).toMatchObject({
      ...{ type: 'summary', id: 'q1', from: 1_000, to: 4_000, posts: 4, conflated: 4, resume: 'e1-4' },
      ...{ positive: 1, negative: 1, neutral: 1, unscored: 1, meanTopicCompound: 0.125 },
      meanCompound: 0.25,
    });
    expect(second).toMatchObject({ id: 'q2', posts: 1, meanCompound: 0.5 });
    expect(none).toBeUndefined();
    // Also with more posts of the same queries.
    expect(framesOf(mergePosts([...merged, post('q2', 2, 0.25), post('q2', 3, 0.75)])).slice(3)).toMatchObject([
      first,
      { id: 'q2', posts: 3, positive: 3, conflated: 3, meanCompound: 0.5, from: 1_000, to: 3_000 },
    ]);
  });
});

describe('messages that wait for the page', () => {
  it('are handed over in their order and in batches', () => {
    const queue = new MessageQueue({ maxBatch: 2, maxWaiting: 10 });
    for (let seq = 1; seq <= 3; seq += 1) queue.push(post('q1', seq, 0.5));
    expect([framesOf(queue.take()), framesOf(queue.take())]).toMatchObject([[{ seq: 1 }, { seq: 2 }], [{ seq: 3 }]]);
    expect(queue.isEmpty).toBe(true);
  });

  it('are bounded, while each post is in a message or in a sum', () => {
    const queue = new MessageQueue({ maxBatch: 100, maxWaiting: 10 });
    for (let seq = 1; seq <= 1_000; seq += 1) queue.push(post('q1', seq, 0.5));
    const frames = framesOf(queue.take());
    expect(queue.isEmpty).toBe(true);
    expect(frames.length).toBeLessThanOrEqual(10);
    const posts = frames.map((frame) => (frame?.type === 'summary' ? frame.posts : 1));
    expect(posts.reduce((sum, count) => sum + count, 0)).toBe(1_000);
    expect(frames.at(-1)).toMatchObject({ type: 'post', seq: 1_000 });
  });
});

import { describe, expect, it } from 'vitest';
import { emojiScorer } from './custom-scorer.ts';

/** The place of the topic `pizza` in each text. */
const topics = [[{ start: 0, end: 5 }]];

describe('the emoji scorer', () => {
  it('scores each text of a batch, in their order', async () => {
    const scorer = await emojiScorer.create({});
    const scores = await scorer.score([
      { text: 'pizza 🎉👍', topics },
      { text: 'pizza 😭', topics },
      { text: 'pizza 👍👎', topics },
    ]);
    expect(scores).toEqual([
      { compound: 1, topics: [1] },
      { compound: -1, topics: [-1] },
      { compound: 0, topics: [0] },
    ]);
  });

  it('leaves out what it can not score', async () => {
    const scorer = await emojiScorer.create({});
    expect(await scorer.score([{ text: 'pizza', topics }])).toEqual([null]);
  });
});

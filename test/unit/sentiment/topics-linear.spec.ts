import { describe, expect, it } from 'vitest';
import { applyVader } from '../../../src/sentiment/vader.ts';
import { attributeOpinions, parseText } from '../../../src/sentiment/topics/attribute-opinions.ts';
import { readTopicTokens } from '../../../src/sentiment/topics/read-tokens.ts';
import { spansOf } from '../../support/topics.ts';

/** How often a unit is read while the topic of a text of so many parts is judged. */
function workOn(part: string, parts: number): number {
  const text = part.repeat(parts);
  let reads = 0;
  const tokens = new Proxy(readTopicTokens(text, applyVader(text)), {
    get(target, key): unknown {
      reads++;
      return Reflect.get(target, key);
    },
  });
  const parsed = parseText(tokens);
  if (parsed !== undefined) attributeOpinions(parsed, spansOf(text, 'pizza'));
  return reads;
}

describe('judging a topic', () => {
  it.each([
    'great pizza ',
    'great pizza, ',
    'pizza and not ',
    'pizza, ',
    'no pizza, ',
    'great, pizza ',
    'pizza better than ',
    'as good as ',
    'prefer over ',
    'so excited! pizza ',
    'who pizza which loves ',
    'pizza over any day ',
    'pizza? great. ',
    'pizza at least, ',
    'would buy pizza again ',
    'blew pizza out of the water ',
    'pizza thanks to ',
    'not as pizza as ',
    'pizza works but ',
    'despite the pizza the pizza works ',
  ])('takes work in proportion to a text made of `%s`', (part) => {
    expect(workOn(part, 4000)).toBeLessThan(4.2 * workOn(part, 1000));
  });
});

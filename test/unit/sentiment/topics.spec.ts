import { describe, expect, it } from 'vitest';
import { explainPostTopic } from '../../../src/sentiment/index.ts';
import { polarityOf, reasonsOf, spansOf } from '../../support/topics.ts';

const positive = 0;
const negative = 1;
const neutral = 2;

describe('the score of a topic', () => {
  it('is positive for what is loved and negative for what is excepted', () => {
    const text = 'I love pizza but not while watching sports';
    expect(polarityOf(text, 'pizza')).toBe(positive);
    expect(polarityOf(text, 'sports')).toBe(negative);
  });

  it('is neutral for a topic that no opinion concerns', () => {
    const text = 'We sat at the bar and the chips were excellent';
    expect(polarityOf(text, 'bar')).toBe(neutral);
    expect(polarityOf(text, 'chips')).toBe(positive);
  });

  it('turns with a negation of its own clause only', () => {
    const text = 'The steak was not good, the lobster was perfect';
    expect(polarityOf(text, 'steak')).toBe(negative);
    expect(polarityOf(text, 'lobster')).toBe(positive);
  });

  it('takes what suits a mention best, and counts an opinion once', () => {
    const text = 'pizza, great pizza';
    expect(reasonsOf(text, 'pizza')).toEqual(['great attribute']);
  });

  it('claims nothing of what is asked', () => {
    expect(polarityOf('Is the new album good?', 'album')).toBe(neutral);
  });

  it('finds fault where something better is wished for', () => {
    expect(polarityOf('I wish the camera was better', 'camera')).toBe(negative);
  });

  it('reads words that marks have glued together', () => {
    const text = 'great pizza...awful service';
    expect(polarityOf(text, 'pizza')).toBe(positive);
    expect(polarityOf(text, 'service')).toBe(negative);
  });
});

describe('the rules', () => {
  it.each([
    ['great pizza', 'pizza', 'great attribute'],
    ['I love pizza', 'pizza', 'love object'],
    ['pizza is great', 'pizza', 'great predicate'],
    ['the pizza that I love is here', 'pizza', 'love relative'],
    ['pizza I adore', 'pizza', 'adore fronted'],
    ['pizza is hated', 'pizza', 'hated passive'],
    ['pizza sucks', 'pizza', 'sucks subject'],
    ['disappointed by the pizza', 'pizza', 'disappointed cause'],
    ['so glad we had pizza', 'pizza', 'glad emotion'],
    ['pizza is better than pasta', 'pasta', 'better comparedWith'],
    ['pizza is as good as pasta', 'pasta', 'good equalled'],
    ['I prefer pizza to pasta', 'pizza', 'prefer compared'],
    ['I love pizza and pasta', 'pasta', 'love object'],
    ['I love pizza, pasta', 'pasta', 'love listed'],
    ['pizza, pasta and rice are great', 'pizza', 'great listedBefore'],
    ['pasta is great, unlike pizza', 'pizza', 'great inverted'],
    ["pasta is great but pizza isn't", 'pizza', 'great denied'],
    ["pasta wasn't good but pizza was", 'pizza', 'good denied'],
    ['tried pizza and it was great', 'pizza', 'great pronoun'],
    ['the waiter came over and was rude', 'waiter', 'rude continued'],
    ['the waiter never called', 'waiter', 'never failing'],
    ['there is no pizza', 'pizza', 'no absent'],
    ['pizza 😍', 'pizza', '😍 symbol'],
    ["can't wait for pizza", 'pizza', 'wait emotion'],
    ["can't stand pizza", 'pizza', 'stand object'],
    ['my favorite food is pizza', 'pizza', 'favorite named'],
    ['had a great time at the pizza place', 'pizza', 'great experience'],
    ['pasta was great and so was the pizza', 'pizza', 'great ellipsis'],
    ['loved: the pasta, the pizza', 'pizza', 'loved listed'],
    ['The pizza, however, was great', 'pizza', 'great continued'],
    ['Pizza tonight! So excited!', 'Pizza', 'excited exclaimed'],
    ['I like pasta more than pizza', 'pizza', 'like comparedWith'],
    ["I'd choose pasta over pizza", 'pizza', 'choose comparedWith'],
    ['I am happy they had pizza instead of pasta', 'pasta', 'happy inverted'],
    ['Pizza? Not so much.', 'Pizza', 'Not so much asked'],
    ['The pizza came at nine, at least the pasta was good', 'pizza', 'at least consoled'],
    ['The pizza arrives at nine but the pasta was great', 'pizza', 'great opposed'],
    ['We were saved from the pizza', 'pizza', 'saved savedFrom'],
    ['The pizza was to die for', 'pizza', 'to die for predicate'],
    ['The pizza has nothing on the pasta', 'pasta', 'has nothing on comparedWith'],
    ['The pizza blew the pasta out of the water', 'pasta', 'blew comparedWith'],
    ['Pizza over pasta any day', 'pasta', 'over comparedWith'],
    ["I'd order the pizza again", 'pizza', 'order object'],
    ['The pizza is not as crunchy as the pasta', 'pasta', 'crunchy unequalled'],
    ['No pasta, no thanks to the pizza', 'pizza', 'no thanks to object'],
    ['I missed it thanks to the pizza', 'pizza', 'thanks object'],
    ['What I liked: the pasta, the pizza', 'pizza', 'liked listed'],
    ['The only thing that saved it was the pizza', 'pizza', 'saved clefted'],
    ['The pizza was late', 'pizza', 'late predicate'],
    ['My phone died', 'phone', 'died subject'],
  ])('in `%s` let %s have: %s', (text, words, reason) => {
    expect(reasonsOf(text, words)).toContain(reason);
  });

  it('know `like` as a verb and as a preposition', () => {
    expect(reasonsOf('I like pizza', 'pizza')).toEqual(['like object']);
    expect(reasonsOf('it tastes like pizza', 'pizza')).toEqual([]);
  });
});

describe('the explanation of a topic score', () => {
  const text = 'I really love pizza, the service was not good';

  it('has parts that add up', () => {
    const { reasons, sum } = explainPostTopic(text, spansOf(text, 'service'));
    expect(reasons.reduce((total, { counts }) => total + counts, 0)).toBe(sum);
    for (const { valence, weight, counts } of reasons) expect(valence * weight).toBe(counts);
  });

  it('survives being sent as JSON, and says where its words stand', () => {
    const explanation = explainPostTopic(text, spansOf(text, 'pizza'));
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
    expect(explanation.reasons.map(({ start, end }) => text.slice(start, end))).toEqual(['love']);
  });

  it('is empty for a text that says nothing', () => {
    expect(explainPostTopic('pizza', [{ start: 0, end: 5 }])).toEqual({
      score: { compound: 0, polarityIndex: 2 },
      sum: 0,
      reasons: [],
    });
  });
});

import { expand } from './expand.ts';
import { createBag, weigh, type Random, type Some } from './random.ts';
import type { Mood, Topic } from './topic.ts';

interface Sentence {
  readonly topic: Topic;
  readonly mood: Mood;
  readonly text: string;
}

/** How the moods of a topic are bent for a while. */
export type Skew = Readonly<Partial<Record<Mood, number>>>;

/** Writes sentences about one topic, each pattern once before any comes again. */
export interface Writer {
  readonly topic: Topic;
  /** A sentence that contains the given word of the topic as a plain word, or any of its words when none is given. */
  readonly write: (word?: string, skew?: Skew) => Sentence;
}

export function createWriter(topic: Topic, random: Random): Writer {
  const bags = new Map<string, () => string>();
  const draw = (mood: Mood, word: string | undefined): string => {
    const key = `${mood} ${word ?? ''}`;
    const bag = bags.get(key) ?? createBag(naming(topic[mood], word), random);
    bags.set(key, bag);
    return bag();
  };
  return {
    topic,
    write: (word, skew = {}) => {
      const { moods } = topic;
      const mood = weigh<Mood>(
        [
          ['positive', moods.positive * (skew.positive ?? 1)],
          ['negative', moods.negative * (skew.negative ?? 1)],
          ['mixed', moods.mixed * (skew.mixed ?? 1)],
          ['neutral', moods.neutral * (skew.neutral ?? 1)],
          ['question', moods.question * (skew.question ?? 1)],
        ],
        random,
      );
      return { topic, mood, text: expand(draw(mood, word), random) };
    },
  };
}

/** The patterns with that word; each mood of each topic has one for its first word, which a test holds. */
function naming(patterns: Some<string>, word: string | undefined): Some<string> {
  if (word === undefined) return patterns;
  const [first, ...rest] = patterns.filter((pattern) => contains(pattern, word));
  return first === undefined ? patterns : [first, ...rest];
}

/** Whether a word stands in a text by itself, not as a hashtag, a handle or a part of a link. */
function contains(text: string, word: string): boolean {
  return new RegExp(String.raw`(?<![\p{L}\p{N}_#@./-])${word}(?![\p{L}\p{N}_])`, 'iu').test(text);
}

import { comparisons, moods, tones, topics, type DemoEvent, type Mood, type Sentences, type Topic } from './content.ts';
import { capitalise, createShuffleBag, expand, pickWeighted, shuffle, type Random } from './grammar.ts';
import { createSpreadBag, type WeightedItem } from './timeline.ts';

/** A sentence before somebody posts it. */
export interface Sentence {
  readonly text: string;
  readonly mood: Mood;
  readonly topic?: Topic;
  /** Whether the topic's turn has come: the post must declare its language, so that no filter drops it. */
  readonly isTurn?: boolean;
  /** Hashtags that everybody uses just now, without `#`. */
  readonly hashtags?: readonly string[];
}

export interface SentenceSource {
  /** Returns the next ordinary sentence, or that somebody repeats a post, or posts in another language. */
  readonly next: () => Sentence | 'repost' | 'foreign';
  /** Returns a sentence about an event of that age, 0 to 1. */
  readonly about: (event: DemoEvent, age: number) => Sentence;
}

type Turn = { readonly writer: Writer; readonly word: string } | 'comparison' | 'aside' | 'repost' | 'foreign';

/** Turns of a round that belong to no main topic. */
const otherTurns: readonly WeightedItem<Turn>[] = [
  ['comparison', 3],
  ['aside', 6],
  ['repost', 4],
  ['foreign', 5],
];

/**
 * Creates sentences about all topics. Main topics take turns, each in the plain form that a query for it finds; the other
 * words of topics, and the topics without a turn, come as asides.
 */
export function createSentenceSource(random: Random): SentenceSource {
  const writers = topics.map((topic) => createWriter(topic, random));
  const main = writers.filter(({ topic }) => topic.share !== 0);
  const turns = main.map((writer): WeightedItem<Turn> => [turnOf(writer), writer.topic.share ?? 1]);
  const nextTurn = createSpreadBag<Turn>([...turns, ...otherTurns], random);
  const asides = writers.flatMap((writer) => {
    const { share, words } = writer.topic;
    return (share === 0 ? words : words.slice(1)).map((word): WeightedItem<Turn> => [{ writer, word }, 1]);
  });
  const nextAside = createSpreadBag(asides, random);
  const nextComparison = createComparisons(random);
  return {
    next: () => {
      const turn = nextTurn();
      if (typeof turn === 'object') return { ...turn.writer.write(turn.word), isTurn: true };
      const chosen = turn === 'aside' ? nextAside() : turn;
      if (typeof chosen === 'object') return chosen.writer.write(chosen.word);
      return chosen === 'repost' || chosen === 'foreign' ? chosen : nextComparison();
    },
    about: createReactions(writers, random),
  };
}

const turnOf = (writer: Writer): Turn => ({ writer, word: writer.topic.words[0] ?? '' });

/** Early on people shout about the event; later the talk turns to its topic, in the mood of the event. */
function createReactions(writers: readonly Writer[], random: Random): SentenceSource['about'] {
  const bags = new Map<DemoEvent, () => MoodPattern>();
  return (event, age) => {
    const { hashtags } = event;
    const writer = writers.find(({ topic }) => topic.words[0] === event.topic);
    if (writer !== undefined && random() < 0.25 + age * 0.4) {
      return { ...writer.write(undefined, skewOf(event)), hashtags };
    }
    const draw = bags.get(event) ?? createShuffleBag(patternsOf(event.sentences), random);
    bags.set(event, draw);
    const { mood, pattern } = draw();
    return { mood, text: expand(pattern, random), hashtags, ...(writer && { topic: writer.topic }) };
  };
}

/** Factors by which the moods of a topic are bent for a while. */
type Skew = Readonly<Partial<Record<Mood, number>>>;

/** Makes positive and negative sentences as frequent as the event's own. */
function skewOf({ sentences: { positive = [], negative = [] } }: DemoEvent): Skew {
  return { positive: positive.length, negative: negative.length };
}

/** Writes sentences about one topic, each pattern once before any comes again. */
interface Writer {
  readonly topic: Topic;
  /** Returns a sentence that contains the given word of the topic as a plain word, or any of its words without one. */
  readonly write: (word?: string, skew?: Skew) => Sentence;
}

function createWriter(topic: Topic, random: Random): Writer {
  const bags = new Map<string, () => string>();
  const tone = tones[topic.tone];
  const draw = (mood: Mood, word: string | undefined): string => {
    const key = `${mood} ${word ?? ''}`;
    const bag = bags.get(key) ?? createShuffleBag(naming(topic.sentences[mood], word), random);
    bags.set(key, bag);
    return bag();
  };
  return {
    topic,
    write: (word, skew = {}) => {
      const weights = moods.map((mood) => [mood, (tone?.[mood] ?? 1) * (skew[mood] ?? 1)] as const);
      const mood = pickWeighted(weights, random);
      return { topic, mood, text: expand(draw(mood, word), random) };
    },
  };
}

/** Returns the patterns with that word; each mood of each topic has one for its first word, which a test holds. */
function naming(patterns: readonly string[], word: string | undefined): readonly string[] {
  const found = word === undefined ? [] : patterns.filter((pattern) => contains(pattern, word));
  return found.length > 0 ? found : patterns;
}

/** Returns whether a word stands in a text by itself, not as a hashtag, a handle or a part of a link. */
function contains(text: string, word: string): boolean {
  return new RegExp(String.raw`(?<![\p{L}\p{N}_#@./-])${word}(?![\p{L}\p{N}_])`, 'iu').test(text);
}

interface MoodPattern {
  readonly mood: Mood;
  readonly pattern: string;
}

function patternsOf(sentences: Sentences): readonly MoodPattern[] {
  return moods.flatMap((mood) => (sentences[mood] ?? []).map((pattern) => ({ mood, pattern })));
}

/** Creates sentences about several topics at once: rivals, contrasts and lists. */
function createComparisons(random: Random): () => Sentence {
  const { rivals, contrasts, lists } = comparisons;
  const nextPair = createShuffleBag(rivals.pairs, random);
  const nextKind = createShuffleBag(['rivals', 'rivals', 'contrast', 'contrast', 'list'], random);
  const nextRivals = createShuffleBag(patternsOf(rivals.sentences), random);
  const nextContrast = createShuffleBag(patternsOf(contrasts.sentences), random);
  const nextList = createShuffleBag(patternsOf(lists.sentences), random);
  return () => {
    const kind = nextKind();
    if (kind === 'rivals') {
      const pattern = nextRivals();
      return compare(pattern, random() < 0.5 ? nextPair() : nextPair().toReversed(), random);
    }
    if (kind === 'contrast') return compare(nextContrast(), shuffle(contrasts.names, random), random);
    return compare(nextList(), shuffle(lists.names, random), random);
  };
}

function compare({ mood, pattern }: MoodPattern, names: readonly string[], random: Random): Sentence {
  const [a = 'this', b = 'that', c = 'more'] = names;
  const named = pattern
    .replaceAll(/\{([abc])\}/gi, (_, slot: string) => {
      const name = slot.toLowerCase() === 'a' ? a : slot.toLowerCase() === 'b' ? b : c;
      return slot === slot.toLowerCase() ? name : capitalise(name);
    })
    .replaceAll('{s}', /[^s]s$/.test(a) ? '' : 's');
  return { mood, text: expand(named, random) };
}

import { createDeck, type Card } from './deck.ts';
import type { DemoEvent } from './events.ts';
import { expand } from './expand.ts';
import { createPairs } from './pairs.ts';
import { createBag, type Random } from './random.ts';
import type { Mood, Topic } from './topic.ts';
import { topics } from './topics/index.ts';
import { createWriter, type Skew, type Writer } from './writer.ts';

/** What is to be said, before somebody says it. */
export interface Idea {
  readonly text: string;
  readonly mood: Mood;
  readonly topic?: Topic;
  /** Whether the deck promised this word: the post is to declare its language, so that no filter takes it away. */
  readonly promised?: boolean;
  /** Hashtags that everybody uses just now, without `#`. */
  readonly tags?: readonly string[];
}

export interface Thinker {
  /** The next idea of an ordinary moment, or that somebody repeats a post, or writes in another language. */
  readonly think: () => Idea | 'repost' | 'abroad';
  /** Something about an event of that age, 0 to 1. */
  readonly react: (event: DemoEvent, age: number) => Idea;
}

type Turn = { readonly writer: Writer; readonly word: string } | 'pair' | 'aside' | 'repost' | 'abroad';

const pairs = 3;
const asides = 6;
const reposts = 4;
const foreign = 5;

/** Ideas about all topics, in the order that the deck deals them. */
export function createThinker(random: Random): Thinker {
  const writers = topics.map((topic) => createWriter(topic, random));
  const deal = createDeck<Turn>(deckOf(writers), random);
  const aside = createDeck(
    asidesOf(writers).map((turn) => [turn, 1] as const),
    random,
  );
  const pair = createPairs(random);
  const reactions = createReactions(writers, random);
  return {
    think: () => {
      const dealt = deal();
      if (typeof dealt === 'object') return { ...dealt.writer.write(dealt.word), promised: true };
      const turn = dealt === 'aside' ? aside() : dealt;
      if (typeof turn === 'object') return turn.writer.write(turn.word);
      return turn === 'repost' || turn === 'abroad' ? turn : pair();
    },
    react: reactions,
  };
}

function deckOf(writers: readonly Writer[]): readonly Card<Turn>[] {
  const main = writers.filter(({ topic }) => topic.share !== 0);
  return [
    ...main.map((writer) => [{ writer, word: writer.topic.words[0] }, writer.topic.share ?? 1] as const),
    ['pair', pairs],
    ['aside', asides],
    ['repost', reposts],
    ['abroad', foreign],
  ];
}

/** The other words of the topics, and the topics that have no turn of their own. */
function asidesOf(writers: readonly Writer[]): readonly Exclude<Turn, string>[] {
  return writers.flatMap((writer) => {
    const { share, words } = writer.topic;
    return (share === 0 ? words : words.slice(1)).map((word) => ({ writer, word }));
  });
}

/** Early on people shout what happens; later the talk turns to the topic itself, in the mood of the event. */
function createReactions(writers: readonly Writer[], random: Random): Thinker['react'] {
  const lines = new Map<DemoEvent, () => readonly [Mood, string]>();
  return (event, age) => {
    const writer = writers.find(({ topic }) => topic.words[0] === event.topic);
    if (writer !== undefined && random() < 0.25 + age * 0.4)
      return { ...writer.write(undefined, skewOf(event)), tags: event.tags };
    const draw = lines.get(event) ?? createBag(event.lines, random);
    lines.set(event, draw);
    const [mood, pattern] = draw();
    return { mood, text: expand(pattern, random), tags: event.tags, ...(writer && { topic: writer.topic }) };
  };
}

/** Each mood as strong as its share of the event's lines. */
function skewOf({ lines }: DemoEvent): Skew {
  const count = (wanted: Mood): number => lines.filter(([mood]) => mood === wanted).length;
  return { positive: count('positive'), negative: count('negative'), mixed: 1, neutral: 1, question: 1 };
}

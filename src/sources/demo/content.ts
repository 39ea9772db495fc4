import comparisonsFile from './data/comparisons.json' with { type: 'json' };
import eventsFile from './data/events.json' with { type: 'json' };
import foreignFile from './data/foreign.json' with { type: 'json' };
import phrasesFile from './data/phrases.json' with { type: 'json' };
import topicsFile from './data/topics.json' with { type: 'json' };
import wordsFile from './data/words.json' with { type: 'json' };

/** What a sentence is meant to express about its topic. */
export type Mood = 'positive' | 'negative' | 'mixed' | 'neutral' | 'question';
export const moods: readonly Mood[] = ['positive', 'negative', 'mixed', 'neutral', 'question'];

/** Patterns for `expand` by the mood of the sentences that they give. */
export type Sentences = Readonly<Partial<Record<Mood, readonly string[]>>>;

/** A topic that people may track. Each of its sentences contains one of `words`, so that a query for that word finds it. */
export interface Topic {
  /** The plain words by which the topic is tracked, the usual one first. */
  readonly words: readonly string[];
  /** How often the topic comes round; 1 by default, and 0 for a topic that comes among the asides only. */
  readonly share?: number | undefined;
  /** A key of `tones`. */
  readonly tone: string;
  readonly emoji: readonly string[];
  /** Without `#`. */
  readonly hashtags: readonly string[];
  readonly sentences: Readonly<Record<Mood, readonly string[]>>;
}

/** Something that happens: for some seconds many talk about it. */
export interface DemoEvent {
  /** The first word of the topic that it is about. */
  readonly topic: string;
  readonly hashtags: readonly string[];
  readonly sentences: Sentences;
}

export const topics: readonly Topic[] = topicsFile.topics;

/** How often each mood comes, in any unit, by the name of a tone. */
export const tones: Readonly<Record<string, Readonly<Record<Mood, number>>>> = topicsFile.tones;

export const events: readonly DemoEvent[] = eventsFile;

/** Short posts in other languages, by BCP 47 tag; patterns with choices only. */
export const foreign: Readonly<Record<string, readonly string[]>> = foreignFile;

/** Words that stand in for `{name}` in a pattern. */
export const slots: Readonly<Record<string, readonly string[]>> = wordsFile;

/** Sentences about several topics at once, with `{a}`, `{b}` and `{c}` in their place. */
export const comparisons: {
  readonly rivals: { readonly pairs: readonly (readonly string[])[]; readonly sentences: Sentences };
  readonly contrasts: { readonly names: readonly string[]; readonly sentences: Sentences };
  readonly lists: { readonly names: readonly string[]; readonly sentences: Sentences };
} = comparisonsFile;

type ByMood = Readonly<Record<Mood, readonly string[]>>;

/** What people put before, behind and into a sentence, whatever it is about. */
export const phrases: {
  readonly openers: ByMood;
  readonly closers: ByMood;
  readonly emoji: ByMood;
  readonly slangEndings: ByMood;
  readonly hashtags: readonly string[];
  readonly hosts: readonly string[];
  readonly handles: { readonly first: readonly string[]; readonly second: readonly string[] };
} = phrasesFile;

import type { Post } from '../../model/index.ts';
import { foreign, phrases } from './content.ts';
import {
  between,
  capitalise,
  createRandom,
  createShuffleBag,
  expand,
  pick,
  pickWeighted,
  type Random,
} from './grammar.ts';
import { createSentenceSource, type Sentence } from './sentences.ts';
import { applyStyle, decorate, frame, type Style } from './style.ts';
import { createTimeline } from './timeline.ts';

/** A post that has no time yet. */
export type Draft = Omit<Post, 'at' | 'createdAt'>;

/** A draft, and how long to wait before it: in mean spacings, so 1 on average over a long stretch. */
export interface Step {
  readonly wait: number;
  readonly draft: Draft;
}

export interface DemoPostsOptions {
  /** The same seed gives the same posts. */
  readonly seed: string | number;
}

/**
 * Creates an endless stream of posts as people write them, the same for the same seed: topics take turns, each in the
 * plain form that a query for it finds; now and then something happens, and many talk about it.
 */
export function createDemoPosts({ seed }: DemoPostsOptions): { readonly next: () => Step } {
  const random = createRandom(`undertone ${seed}`);
  const sentences = createSentenceSource(random);
  const publisher = createPublisher(`${seed}`, random);
  const timeline = createTimeline(random);
  return {
    next: () => {
      const { wait, event, age } = timeline();
      if (event !== undefined) return { wait, draft: publisher.publish(sentences.about(event, age)) };
      const sentence = sentences.next();
      if (sentence === 'repost') return { wait, draft: publisher.repost() };
      if (sentence === 'foreign') return { wait, draft: publisher.publishForeign() };
      return { wait, draft: publisher.publish(sentence) };
    },
  };
}

interface Author {
  /** Without `@`. */
  readonly handle: string;
  readonly style: Style;
}

const styles: readonly (readonly [Style, number])[] = [
  ['plain', 52],
  ['lower', 15],
  ['excited', 10],
  ['slang', 9],
  ['shouting', 3],
  ['typographic', 11],
];

/** Makes posts of sentences: chooses the author and applies the author's style. Each post has an id of its own. */
interface Publisher {
  readonly publish: (sentence: Sentence) => Draft;
  /** Repeats one of the latest posts; as long as there is none, posts in another language. */
  readonly repost: () => Draft;
  readonly publishForeign: () => Draft;
}

const authorCount = 420;
const maxRemembered = 240;
/** So many of the latest posts are not repeated yet. */
const freshest = 20;
const replyShare = 0.09;
/** The share of posts without a declared language among those that take no topic's turn: about 3 % of all posts. */
const withoutLangShare = 0.12;
const languages = ['es', 'es', 'es', 'de', 'de', 'fr', 'fr', 'pt', 'pt', 'it', 'ja', 'ja'];

function createPublisher(seed: string, random: Random): Publisher {
  const authors = createAuthors(authorCount, random);
  const foreignSentences = new Map(
    Object.entries(foreign).map(([lang, patterns]) => [lang, createShuffleBag(patterns, random)]),
  );
  const recent: Draft[] = [];
  let count = 0;
  const anyAuthor = (): Author => authors[Math.floor(random() ** 1.6 * authors.length)] ?? unknownAuthor;
  const complete = (author: Author, text: string, facts: Facts): Draft => {
    const id = `demo-${seed}-${count++}`;
    const url = `https://demo.example/${author.handle}/${id}`;
    return { id, source: 'demo', text, author: author.handle, url, ...listsIn(text), ...facts };
  };
  const publishForeign = (): Draft => {
    const lang = pick(languages, random);
    const text = expand(foreignSentences.get(lang)?.() ?? '', random);
    return complete(anyAuthor(), random() < 0.2 ? `${text} ${pick(['😍', '🙃', '👏🏽', '❤️', '😅'], random)}` : text, {
      lang,
    });
  };
  const publish = ({ text, mood, topic, hashtags, isTurn = false }: Sentence): Draft => {
    const author = anyAuthor();
    const friend = anyAuthor().handle;
    const styled = applyStyle(frame(text, mood, random), author.style, { mood, random });
    const decorated = decorate(styled, { topic, hashtags, mood, friend, random });
    const reply = random() < replyShare;
    const draft = complete(author, reply ? `@${anyAuthor().handle} ${decorated}` : decorated, {
      ...(!isTurn && random() < withoutLangShare ? {} : { lang: 'en' }),
      ...(reply && { reply }),
    });
    if (!reply) remember(recent, draft);
    return draft;
  };
  const repost = (): Draft => {
    const original = recent[between(random, 0, recent.length - 1 - freshest)];
    if (original === undefined) return publishForeign();
    const { author = unknownAuthor.handle, text, lang } = original;
    const by = anyAuthor();
    return complete(by, `RT @${author}: ${text}`, { ...(lang !== undefined && { lang }), repost: true });
  };
  return { publish, repost, publishForeign };
}

type Facts = Pick<Post, 'lang' | 'reply' | 'repost'>;

const unknownAuthor: Author = { handle: 'nobody', style: 'plain' };

function remember(recent: Draft[], draft: Draft): void {
  recent.push(draft);
  if (recent.length > maxRemembered) recent.shift();
}

/** Returns the lists of a post as its text has them; a list without entries is absent. */
function listsIn(text: string): Pick<Post, 'hashtags' | 'mentions' | 'links'> {
  const links = text.match(/https:\/\/\S+/g) ?? [];
  const hashtags = unique(text, /#(\p{L}[\p{L}\p{N}_]*)/gu);
  const mentions = unique(text, /@(\w+)/g);
  return {
    ...(hashtags.length > 0 && { hashtags }),
    ...(mentions.length > 0 && { mentions }),
    ...(links.length > 0 && { links }),
  };
}

function unique(text: string, pattern: RegExp): readonly string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([, name = '']) => name))];
}

/** Invents that many people with different handles; the first ones post most. */
function createAuthors(count: number, random: Random): readonly Author[] {
  const authors = new Map<string, Author>();
  while (authors.size < count) {
    const handle = createHandle(random);
    authors.set(handle, { handle, style: pickWeighted(styles, random) });
  }
  return [...authors.values()];
}

function createHandle(random: Random): string {
  const a = pick(phrases.handles.first, random);
  const b = pick(phrases.handles.second, random);
  const shape = between(random, 1, 5);
  if (shape === 1) return `${a}_${b}`;
  if (shape === 2) return `${capitalise(a)}${capitalise(b)}`;
  if (shape === 3) return `${a}${b}${between(random, 2, 99)}`;
  if (shape === 4) return `the_${a}_${b}`;
  return `${b}_${between(random, 70, 2009)}`;
}

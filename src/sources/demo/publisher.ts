import type { Post } from '../../model/index.ts';
import { abroad } from './abroad.ts';
import { expand } from './expand.ts';
import { frame, garnish } from './garnish.ts';
import { inviteAuthors, type Author } from './people.ts';
import { between, createBag, pick, type Random, type Some } from './random.ts';
import type { Idea } from './thinker.ts';
import { speak } from './voice.ts';

/** A post that has no time yet. */
export type Draft = Omit<Post, 'at' | 'createdAt'>;

/** Makes posts of ideas: who says it, how, and what hangs on it. Each post has an id of its own. */
export interface Publisher {
  readonly publish: (idea: Idea) => Draft;
  /** Repeats one of the latest posts; as long as there is none, a post in another language. */
  readonly repost: () => Draft;
  readonly publishAbroad: () => Draft;
}

const authorCount = 420;
const maxRemembered = 240;
/** It takes a while until somebody repeats a post. */
const freshest = 20;
const replyShare = 0.09;
/** Of the posts that the deck did not promise: about 3 % of all. */
const withoutLangShare = 0.12;
const languages: Some<string> = ['es', 'es', 'es', 'de', 'de', 'fr', 'fr', 'pt', 'pt', 'it', 'ja', 'ja'];

export function createPublisher(seed: string, random: Random): Publisher {
  const authors = inviteAuthors(authorCount, random);
  const phrases = new Map(Object.entries(abroad).map(([lang, patterns]) => [lang, createBag(patterns, random)]));
  const recent: Draft[] = [];
  let count = 0;
  const somebody = (): Author => authors[Math.floor(random() ** 1.6 * authors.length)] ?? nobody;
  const complete = (author: Author, text: string, facts: Facts): Draft => {
    const id = `demo-${seed}-${count++}`;
    const url = `https://demo.example/${author.handle}/${id}`;
    return { id, source: 'demo', text, author: author.handle, url, ...listed(text), ...facts };
  };
  const publishAbroad = (): Draft => {
    const lang = pick(languages, random);
    const text = expand(phrases.get(lang)?.() ?? '', random);
    return complete(somebody(), random() < 0.2 ? `${text} ${pick(['😍', '🙃', '👏🏽', '❤️', '😅'], random)}` : text, {
      lang,
    });
  };
  const publish = ({ text, mood, topic, tags, promised = false }: Idea): Draft => {
    const author = somebody();
    const friend = somebody().handle;
    const spoken = speak(frame(text, mood, random), author.voice, { mood, random });
    const dressed = garnish(spoken, { topic, tags, mood, friend, random });
    const reply = random() < replyShare;
    const draft = complete(author, reply ? `@${somebody().handle} ${dressed}` : dressed, {
      ...(!promised && random() < withoutLangShare ? {} : { lang: 'en' }),
      ...(reply && { reply }),
    });
    if (!reply) remember(recent, draft);
    return draft;
  };
  const repost = (): Draft => {
    const original = recent[between(random, 0, recent.length - 1 - freshest)];
    if (original === undefined) return publishAbroad();
    const { author = nobody.handle, text, lang } = original;
    const by = somebody();
    return complete(by, `RT @${author}: ${text}`, { ...(lang !== undefined && { lang }), repost: true });
  };
  return { publish, repost, publishAbroad };
}

type Facts = Pick<Post, 'lang' | 'reply' | 'repost'>;

const nobody: Author = { handle: 'nobody', voice: 'plain' };

function remember(recent: Draft[], draft: Draft): void {
  recent.push(draft);
  if (recent.length > maxRemembered) recent.shift();
}

/** The lists of a post, as its text has them; absent where it has none. */
function listed(text: string): Pick<Post, 'hashtags' | 'mentions' | 'links'> {
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

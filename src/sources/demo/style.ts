import { phrases, type Mood, type Topic } from './content.ts';
import { between, pick, shuffle, type Random } from './grammar.ts';

/** How an author writes, whatever the topic. */
export type Style = 'plain' | 'lower' | 'excited' | 'slang' | 'shouting' | 'typographic';

type Rewrite = readonly [from: RegExp, to: string];

/** Patterns are written out in full; people contract them where the verb is not stressed. */
const contractions: readonly Rewrite[] = [
  [/\bI am (?=\w)/g, "I'm "],
  [/\bI have (?=been|not|ever|never)/g, "I've "],
  [/\bI will (?=\w)/g, "I'll "],
  [/\bI would (?=\w)/g, "I'd "],
  [/\b([Ii]t|[Tt]hat|[Ww]hat|[Tt]here|[Hh]e|[Ss]he|[Ww]ho) is (?=\w)/g, "$1's "],
  [/\b([Ww]e|[Tt]hey|[Yy]ou) are (?=\w)/g, "$1're "],
  [/\b([Ii]s|[Dd]o|[Dd]oes|[Dd]id|[Ww]as|[Hh]as|[Hh]ave|[Ss]hould|[Ww]ould|[Cc]ould) not (?=\w)/g, "$1n't "],
  [/\bwill not\b/g, "won't"],
  [/\bcannot\b/g, "can't"],
];

const slang: readonly Rewrite[] = [
  [/\byou\b/gi, 'u'],
  [/\bare\b/gi, 'r'],
  [/\bpeople\b/gi, 'ppl'],
  [/\bbecause\b/gi, 'bc'],
  [/\bgoing to\b/gi, 'gonna'],
  [/\bwant to\b/gi, 'wanna'],
  [/\bthough\b/gi, 'tho'],
  [/\bwith\b/gi, 'w/'],
  [/\bsomeone\b/gi, 'some1'],
  [/\bright now\b/gi, 'rn'],
  [/\bI'm so\b/gi, 'im sooo'],
  [/'/g, ''],
];

const stretched: readonly Rewrite[] = [
  [/\bso\b/, 'sooooo'],
  [/\breally\b/, 'reallyyy'],
  [/\bnever\b/, 'NEVER'],
  [/\bevery\b/, 'EVERY'],
  [/\bagain\b/, 'AGAIN'],
  [/\bworst\b/i, 'WORST'],
  [/\bbest\b/i, 'BEST'],
  [/\blove\b/, 'LOVE'],
  [/\bhate\b/, 'HATE'],
];

/** Words that keep their capital inside a sentence. */
const proper =
  /^(?:I|I'm|AI|TIL|VAR|JavaScript|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|Earl|Linux|Thai|French|TypeScript|[A-Z]{2,})\b/;

/** Returns the sentence with an opener, with a closer, or as it is; most posts are one sentence. */
export function frame(sentence: string, mood: Mood, random: Random): string {
  const chance = random();
  if (chance < 0.14) {
    const opener = pick(phrases.openers[mood], random);
    const joins = opener.endsWith(',') && !proper.test(sentence);
    return `${opener} ${joins ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence}`;
  }
  return chance < 0.32 ? `${sentence} ${pick(phrases.closers[mood], random)}` : sentence;
}

export interface DecorateOptions {
  readonly topic: Topic | undefined;
  /** Hashtags that everybody uses just now, without `#`. */
  readonly hashtags: readonly string[] | undefined;
  readonly mood: Mood;
  /** The handle of somebody whom the author knows, without `@`. */
  readonly friend: string;
  readonly random: Random;
}

/** Returns the text with emoji, a friend's handle, a link and hashtags, each by chance. */
export function decorate(text: string, { topic, hashtags, mood, friend, random }: DecorateOptions): string {
  const parts = [random() < 0.07 ? tagWithin(text) : text];
  if (random() < 0.3) parts.push(emojiFor(topic, mood, random));
  if (random() < 0.05) {
    parts.push(pick([`@${friend}`, `cc @${friend}`, `(h/t @${friend})`, `@${friend} told me so`], random));
  }
  if (random() < 0.045 && !text.includes('://')) {
    parts.push(`https://${pick(phrases.hosts, random)}/${topic?.words[0] ?? 'post'}-${between(random, 100, 9999)}`);
  }
  if (random() < (hashtags === undefined ? 0.22 : 0.5)) {
    parts.push(...someOf(hashtags ?? topic?.hashtags ?? phrases.hashtags, random));
  }
  return parts.join(' ');
}

function emojiFor(topic: Topic | undefined, mood: Mood, random: Random): string {
  return topic !== undefined && random() < 0.45 ? pick(topic.emoji, random) : pick(phrases.emoji[mood], random);
}

function someOf(pool: readonly string[], random: Random): readonly string[] {
  const own = shuffle(pool, random).slice(0, between(random, 1, 3));
  const tags = new Set(random() < 0.2 ? [...own, pick(phrases.hashtags, random)] : own);
  return Array.from(tags, (tag) => `#${tag}`);
}

/** Returns the text with a day or a town of it as a hashtag, where there is one. */
function tagWithin(text: string): string {
  return text.replace(
    /(?<=[a-z,] )(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?<=\b(?:in|to) )[A-Z][a-z]+\b(?! [A-Z])/,
    '#$&',
  );
}

/** Returns the sentence as somebody with that style would type it. `decorate` adds hashtags, handles and links afterwards. */
export function applyStyle(
  text: string,
  style: Style,
  { mood, random }: { readonly mood: Mood; readonly random: Random },
): string {
  const contracted = random() < 0.8 ? rewrite(text, contractions) : text;
  switch (style) {
    case 'plain':
      return random() < 0.12 ? contracted.replace(/\.$/, '') : contracted;
    case 'lower':
      return lower(contracted).replace(/\.$/, '');
    case 'slang':
      return abbreviate(contracted, pick(phrases.slangEndings[mood], random));
    case 'shouting':
      return contracted.length < 90 && !contracted.includes('://') ? contracted.toUpperCase() : contracted;
    case 'excited':
      return mood === 'neutral' ? contracted : stretch(contracted, random);
    case 'typographic':
      return contracted
        .replaceAll("'", '’')
        .replace(/"([^"]*)"/g, '“$1”')
        .replaceAll(' - ', ' – ');
  }
}

function rewrite(text: string, rewrites: readonly Rewrite[]): string {
  return rewrites.reduce((all, [from, to]) => all.replace(from, to), text);
}

function abbreviate(text: string, end: string): string {
  const short = lower(rewrite(text, slang));
  if (end.startsWith('?')) return short.endsWith('?') ? short.replace(/\?$/, end) : short.replace(/\.$/, '');
  return `${short.replace(/\.$/, '')} ${end}`;
}

function lower(text: string): string {
  return text
    .split(' ')
    .map((word) => (word.includes('://') ? word : word.toLowerCase()))
    .join(' ');
}

/** Stresses one word, and replaces the last full stop by something louder. */
function stretch(text: string, random: Random): string {
  const [from, to] = stretched.find(([pattern]) => pattern.test(text)) ?? [/$/, ''];
  const marks = pick(['!', '!!', '!!!'], random);
  return text.replace(from, to).replace(/[.!]$/, marks).replace(/\?$/, '??');
}

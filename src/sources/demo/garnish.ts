import { between, pick, shuffle, type Random, type Some } from './random.ts';
import type { Mood, Topic } from './topic.ts';

const openers: Readonly<Record<Mood, Some<string>>> = {
  positive: [
    'Honestly,',
    'Not gonna lie,',
    'Okay,',
    'Small win:',
    'Confession:',
    'Update:',
    'Just saying:',
    'Wow.',
    'Yes!',
    'Finally.',
    'Hot take:',
    'Reminder:',
  ],
  negative: [
    'Ugh.',
    'Seriously,',
    'Of course.',
    'Rant:',
    'Nope.',
    'Sigh.',
    'Typical.',
    'Unbelievable.',
    'Day ruined:',
    'Oh come on.',
    'Well.',
  ],
  mixed: ['Honest review:', 'Mixed feelings:', 'Verdict:', 'So.', 'Update:', 'Right.'],
  neutral: [
    'Update:',
    'Note to self:',
    'FYI:',
    'So,',
    'Meanwhile:',
    'Status:',
    'Anyway,',
    'Also,',
    'For the record:',
    'Overheard:',
  ],
  question: [
    'Serious question:',
    'Quick one:',
    'Asking for a friend:',
    'Poll:',
    'Genuine question:',
    'Hey all,',
    'Hmm.',
  ],
};

const closers: Readonly<Record<Mood, Some<string>>> = {
  positive: [
    '10/10.',
    'Day made.',
    'That is all.',
    'More of this, please.',
    'I needed that.',
    'Still smiling.',
    'Five stars.',
    'Thank you, universe.',
    'Highly recommend.',
    'Again, again!',
    'What a treat.',
  ],
  negative: [
    'Never again.',
    'Send help.',
    'I give up.',
    'One star.',
    'What a mess.',
    'I am done.',
    'Back to bed.',
    'Do better.',
    'Not impressed.',
    'Why me?',
    'Thanks for nothing.',
  ],
  mixed: [
    'Three stars.',
    'Make of that what you will.',
    'Life, eh.',
    'That is the review.',
    'You win some, you lose some.',
  ],
  neutral: [
    'That is all.',
    'Carry on.',
    'Make of that what you will.',
    'More at noon.',
    'So it goes.',
    'And so on.',
    'Day in the life.',
    'Just so you know.',
  ],
  question: [
    'Replies open.',
    'Go.',
    'Need to know by tonight.',
    'Wrong answers only.',
    'My group chat is split.',
    'Thanks!',
  ],
};

const faces: Readonly<Record<Mood, Some<string>>> = {
  positive: ['😍', '🥰', '😊', '🙌🏽', '👏🏻', '❤️', '🎉', '🔥', '✨', '🤩', '👍🏼', '😂', ':)', ':D', '<3', ';)'],
  negative: ['😤', '😡', '😭', '🙄', '🤦‍♀️', '🤦🏽‍♂️', '👎🏾', '💀', '😩', '😒', ':(', ":'(", ':/', '>:('],
  mixed: ['🤷‍♂️', '😅', '🫠', '🙃', ':/', '⚖️'],
  neutral: ['👀', '📝', '🤷🏼', '🗒️', '🫡', '👉🏽'],
  question: ['🤔', '🤷🏽‍♀️', '🧐', '👇', '🙋🏿‍♂️', '🙏🏼'],
};

const general: Some<string> = [
  'fyp',
  'mood',
  'TodayWas',
  'SmallThings',
  'life',
  'weekend',
  'relatable',
  'LocalLife',
  'justsaying',
  'TheLittleThings',
];
const hosts: Some<string> = ['pics.example', 'blog.example', 'example.com/p', 'links.example', 'example.org/read'];

/** Words that keep their capital inside a sentence. */
const proper =
  /^(?:I|I'm|AI|TIL|VAR|JavaScript|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|Earl|Linux|Thai|French|TypeScript|[A-Z]{2,})\b/;

/** The sentence with something said before it, after it, or neither; most posts are one sentence. */
export function frame(sentence: string, mood: Mood, random: Random): string {
  const chance = random();
  if (chance < 0.14) {
    const opener = pick(openers[mood], random);
    const glued = opener.endsWith(',') && !proper.test(sentence);
    return `${opener} ${glued ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence}`;
  }
  return chance < 0.32 ? `${sentence} ${pick(closers[mood], random)}` : sentence;
}

export interface Garnish {
  readonly topic: Topic | undefined;
  /** Hashtags that everybody uses just now, without `#`. */
  readonly tags: readonly string[] | undefined;
  readonly mood: Mood;
  /** Whom the author knows, without `@`. */
  readonly friend: string;
  readonly random: Random;
}

/** What hangs on a post: faces, a friend's handle, a link, hashtags. */
export function garnish(text: string, { topic, tags, mood, friend, random }: Garnish): string {
  const parts = [random() < 0.07 ? tagWithin(text) : text];
  if (random() < 0.3) parts.push(face(topic, mood, random));
  if (random() < 0.05)
    parts.push(pick([`@${friend}`, `cc @${friend}`, `(h/t @${friend})`, `@${friend} told me so`], random));
  if (random() < 0.045 && !text.includes('://')) {
    parts.push(`https://${pick(hosts, random)}/${topic?.words[0] ?? 'post'}-${between(random, 100, 9999)}`);
  }
  if (random() < (tags === undefined ? 0.22 : 0.5)) parts.push(...tagsOf(tags ?? topic?.tags ?? general, random));
  return parts.join(' ');
}

function face(topic: Topic | undefined, mood: Mood, random: Random): string {
  return topic !== undefined && random() < 0.45 ? pick(topic.emoji, random) : pick(faces[mood], random);
}

function tagsOf(pool: readonly string[], random: Random): readonly string[] {
  const own = shuffle(pool, random).slice(0, between(random, 1, 3));
  const tags = new Set(random() < 0.2 ? [...own, pick(general, random)] : own);
  return Array.from(tags, (tag) => `#${tag}`);
}

/** A day or a town of the sentence as a hashtag, where there is one. */
function tagWithin(text: string): string {
  return text.replace(
    /(?<=[a-z,] )(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?<=\b(?:in|to) )[A-Z][a-z]+\b(?! [A-Z])/,
    '#$&',
  );
}

import { between, pick, weigh, type Random, type Some } from './random.ts';

/** How an author writes, whatever about. */
export type Voice = 'plain' | 'lower' | 'excited' | 'slang' | 'shouting' | 'typographic';

export interface Author {
  /** Without `@`. */
  readonly handle: string;
  readonly voice: Voice;
}

const voices: Some<readonly [Voice, number]> = [
  ['plain', 52],
  ['lower', 15],
  ['excited', 10],
  ['slang', 9],
  ['shouting', 3],
  ['typographic', 11],
];

const first: Some<string> = [
  'mossy',
  'quiet',
  'tiny',
  'late',
  'copper',
  'salty',
  'velvet',
  'north',
  'paper',
  'lucky',
  'sleepy',
  'wandering',
  'rusty',
  'minty',
  'lunar',
  'urban',
  'analog',
  'hungry',
  'stormy',
  'golden',
  'crispy',
  'muddy',
  'plaid',
  'honest',
];
const second: Some<string> = [
  'otter',
  'lantern',
  'kettle',
  'pixel',
  'badger',
  'spoon',
  'harbour',
  'comet',
  'turnip',
  'sparrow',
  'teapot',
  'walrus',
  'violet',
  'goblin',
  'marmot',
  'noodle',
  'anchor',
  'fennel',
  'moth',
  'puffin',
  'biscuit',
  'thimble',
  'heron',
  'radish',
];

/** As many invented people with different handles; the first ones post most. */
export function inviteAuthors(count: number, random: Random): readonly Author[] {
  const authors = new Map<string, Author>();
  while (authors.size < count) {
    const handle = invent(random);
    authors.set(handle, { handle, voice: weigh(voices, random) });
  }
  return [...authors.values()];
}

function invent(random: Random): string {
  const a = pick(first, random);
  const b = pick(second, random);
  const shape = between(random, 1, 5);
  if (shape === 1) return `${a}_${b}`;
  if (shape === 2) return `${capital(a)}${capital(b)}`;
  if (shape === 3) return `${a}${b}${between(random, 2, 99)}`;
  if (shape === 4) return `the_${a}_${b}`;
  return `${b}_${between(random, 70, 2009)}`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

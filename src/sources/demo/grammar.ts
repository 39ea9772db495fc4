import { slots } from './content.ts';

/** Returns random numbers, uniform in [0, 1). */
export type Random = () => number;

/** Creates an sfc32 generator (Chris Doty-Humphrey, PractRand), its 128 bits of state seeded by the text's FNV-1a hash. */
export function createRandom(seed: string): Random {
  let a = hash(seed, 0x811c9dc5);
  let b = hash(seed, 0x9e3779b9);
  let c = hash(seed, 0x85ebca6b);
  let counter = 1;
  const random = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  // The author's advice: the first outputs still show the seed.
  for (let i = 0; i < 15; i++) random();
  return random;
}

function hash(text: string, basis: number): number {
  let value = basis;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value | 0;
}

/** Returns a whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export function pick<T>(items: readonly T[], random: Random): T {
  return required(items[Math.floor(random() * items.length)]);
}

/** Picks one of the values, each as often as its weight says. */
export function pickWeighted<T>(values: readonly (readonly [value: T, weight: number])[], random: Random): T {
  let left = random() * values.reduce((sum, [, weight]) => sum + weight, 0);
  const [first, ...rest] = values;
  for (const [value, weight] of rest) {
    left -= weight;
    if (left < 0) return value;
  }
  return required(first)[0];
}

/** Returns a new array in random order (Fisher and Yates). */
export function shuffle<T>(items: readonly T[], random: Random): readonly T[] {
  const left = [...items];
  const shuffled: T[] = [];
  while (left.length > 0) shuffled.push(...left.splice(Math.floor(random() * left.length), 1));
  return shuffled;
}

/** Draws all items in random order before it draws one again, and never the same twice in a row. */
export function createShuffleBag<T>(items: readonly T[], random: Random): () => T {
  let left: T[] = [];
  let last: T | undefined;
  return () => {
    if (left.length === 0) {
      left = [...shuffle(items, random)];
      if (left.length > 1 && left.at(-1) === last) left.reverse();
    }
    last = left.pop();
    return required(last);
  };
}

function required<T>(item: T | undefined): T {
  if (item === undefined) throw new Error('The demo has nothing to choose from.');
  return item;
}

const numbers: Readonly<Record<string, (random: Random) => string>> = {
  n: (random) => `${between(random, 2, 9)}`,
  nn: (random) => `${between(random, 11, 95)}`,
  nnn: (random) => `${between(random, 101, 950)}`,
  price: (random) => `${pick(['$', '€', '£'], random)}${between(random, 4, 38)}`,
  deg: (random) => `${between(random, 19, 36)}`,
  age: (random) => `${between(random, 58, 84)}`,
  runtime: (random) => `${between(random, 91, 204)}`,
  slug: (random) => `${pick(['guide', 'notes', 'report', 'list', 'story'], random)}-${between(random, 100, 999)}`,
};

const innermost = /\[([^[\]]*)\]|\{(?!an\})([a-z]+)\}/i;

/**
 * Returns the text of a pattern: `[a|b]` becomes one of its choices, `{slot}` one of the slot's words or a number, and
 * `{an}` the article that fits the word after it. A capital first letter of a slot gives one in the text. A slot that
 * stands twice in a pattern differs, if chance allows.
 */
export function expand(pattern: string, random: Random): string {
  const drawn = new Set<string>();
  let text = pattern;
  for (let hit = innermost.exec(text); hit !== null; hit = innermost.exec(text)) {
    const [whole, choices, slot] = hit;
    const filled = slot === undefined ? choose(choices ?? '', random) : fill(slot, drawn, random);
    text = text.slice(0, hit.index) + filled + text.slice(hit.index + whole.length);
  }
  return text
    .replace(/\{an\} (?=(?:[aeio]|8|1[18]\b))/gi, 'an ')
    .replaceAll('{an} ', 'a ')
    .replace(/^an? /, (article) => article.charAt(0).toUpperCase() + article.slice(1));
}

function choose(choices: string, random: Random): string {
  return pick(choices.split('|'), random);
}

function fill(slot: string, drawn: Set<string>, random: Random): string {
  const name = slot.toLowerCase();
  let text = draw(name, random);
  for (let tries = 0; drawn.has(text) && tries < 8; tries++) text = draw(name, random);
  drawn.add(text);
  return slot === name ? text : capitalise(text);
}

function draw(name: string, random: Random): string {
  const words = slots[name];
  return words === undefined ? (numbers[name]?.(random) ?? name) : pick(words, random);
}

export function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Chance as a function: uniform in [0, 1). */
export type Random = () => number;

/** The sfc32 generator (Chris Doty-Humphrey, PractRand), its 128 bits of state seeded by the text's FNV-1a hash. */
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

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** At least one element. */
export type Some<T> = readonly [T, ...T[]];

export function pick<T>([first, ...rest]: Some<T>, random: Random): T {
  const index = Math.floor(random() * (rest.length + 1));
  return index === 0 ? first : (rest[index - 1] ?? first);
}

/** One of the keys, each as often as its weight says. */
export function weigh<T>([first, ...rest]: Some<readonly [value: T, weight: number]>, random: Random): T {
  let left = random() * rest.reduce((sum, [, weight]) => sum + weight, first[1]);
  for (const [value, weight] of rest) {
    left -= weight;
    if (left < 0) return value;
  }
  return first[0];
}

/** A new array in random order (Fisher and Yates). */
export function shuffle<T>(items: readonly T[], random: Random): readonly T[] {
  const left = [...items];
  const shuffled: T[] = [];
  while (left.length > 0) shuffled.push(...left.splice(Math.floor(random() * left.length), 1));
  return shuffled;
}

/** Draws all items in random order before it draws one again, and never the same twice in a row. */
export function createBag<T>(items: Some<T>, random: Random): () => T {
  let left: T[] = [];
  let last: T | undefined;
  return () => {
    if (left.length === 0) {
      left = [...shuffle(items, random)];
      if (left.length > 1 && left.at(-1) === last) left.reverse();
    }
    last = left.pop() ?? items[0];
    return last;
  };
}

import emoji from 'emoji.json/emoji.json' with { type: 'json' };

/**
 * Differences between the names of `emoji.json` 11.0.1 and the descriptions of the reference (Python package
 * vaderSentiment 3.3.x, `emoji_utf8_lexicon.txt`), found by comparing its 1,212 entries of one code point. Later
 * versions of `emoji.json` differ more (12.1 in 42 names, ten of them with a sentiment word).
 */
const corrections: readonly (readonly [string, string])[] = [
  ['🏻', 'light skin tone'],
  ['🏼', 'medium-light skin tone'],
  ['🏽', 'medium skin tone'],
  ['🏾', 'medium-dark skin tone'],
  ['🏿', 'dark skin tone'],
  ['🧑', 'adult'],
  ['🧓', 'older adult'],
  ['🧔', 'bearded person'],
  ['👱', 'blond-haired person'],
  ['👫', 'man and woman holding hands'],
  ['👬', 'two men holding hands'],
  ['👭', 'two women holding hands'],
  ['🦰', 'red-haired'],
  ['🦱', 'curly-haired'],
  ['🦳', 'white-haired'],
  ['🎒', 'school backpack'],
  ['🥿', 'woman’s flat shoe'],
  ['🧱', 'bricks'],
];

/**
 * Returns the descriptions that replace emoji in VADER, by code point. The reference looks up one code point at a time,
 * so sequences (flags, families, keycaps) are read part by part.
 */
export function readEmojiDescriptions(): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const add = (char: string, name: string) => {
    const [first, ...more] = Array.from(char.replaceAll('\uFE0F', ''), (point) => point.codePointAt(0));
    if (first !== undefined && more.length === 0) names.set(first, name);
  };
  for (const { char, name } of emoji) add(char, name);
  for (const [char, name] of corrections) add(char, name);
  return names;
}

/** The shorter forms under which a word is found: see `Token`. */
export interface WordForms {
  readonly base: string;
  readonly root: string;
}

/** French, Italian and Catalan articles and prepositions that lose their vowel before another. */
const elided = new Set(
  (
    'l d qu jusqu lorsqu puisqu quoiqu entr un gl all dell dall nell sull coll pell agl degl dagl negl sugl quell quest ' +
    'sant'
  ).split(' '),
);
/** Words after `l'`, `d'` and `qu'` that are no names: verbs and pronouns. */
const functionWords = new Set(
  (
    'a à ai aie ait aient as avait avais avaient avons avez aura aurait y en est et es étais était étaient on ont il ils ' +
    'elle elles un une au aux autre autres où ha ho hai hanno aveva è era ere hem han he'
  ).split(' '),
);
const latinEnd = /[\p{Script=Latin}\p{M}\p{N}]$/u;

/** Returns the shorter forms of a folded word; both are mostly the word itself. */
export function formsOf(key: string): WordForms {
  const first = key.indexOf("'");
  if (first < 0) return { base: key, root: key };
  const bare = withoutPossessive(key);
  const from = elisionEnd(bare, first);
  const base = bare === key ? bare.slice(0, suffixStart(bare, from)) : bare;
  return { base, root: base.slice(from) };
}

/** Returns a word without `'s`, once or repeated, at its end. */
function withoutPossessive(key: string): string {
  let end = key.length;
  while (end > 2 && key.startsWith("'s", end - 2)) end -= 2;
  return key.slice(0, end);
}

/** Returns the offset behind an elided article: `l'` of `l'oréal`; 0 without one. `j'ai` has none. */
function elisionEnd(word: string, apostrophe: number): number {
  const rest = word.slice(apostrophe + 1);
  const isName = rest.length > 1 && !functionWords.has(rest);
  return isName && elided.has(word.slice(0, apostrophe)) ? apostrophe + 1 : 0;
}

/**
 * Returns the offset of a suffix that an apostrophe sets off and that is shorter than the word before it: `'te` of
 * `netflix'te`, `'ll` of `netflix'll`; the word's length without one. `n't` is none, and neither are the apostrophes inside
 * words of other scripts.
 */
function suffixStart(word: string, from: number): number {
  const at = word.indexOf("'", from);
  if (at < 0 || word.includes("'", at + 1)) return word.length;
  const suffix = word.length - at - 1;
  const isNegation = word.endsWith("n't");
  return at - from > suffix && !isNegation && latinEnd.test(word.slice(0, at)) ? at : word.length;
}

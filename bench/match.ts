import type { Post, Query } from '../src/model/index.ts';
import { createMatcher, parseQuery } from '../src/query/index.ts';
import { createRulePacker } from '../src/sources/x/compile/rule-packer.ts';
import { tokenise } from '../src/text/index.ts';
import { chanceOf, median, readTexts, time, type Run } from './support.ts';

/** Compared in a run of their own, since a million queries would disturb the others' caches and heap. */
const manySizes = [100_000, 1_000_000] as const;
const rounds = 31;
const usual = { sizes: [100, 10_000, 100_000], rounds } as const;
const few = { sizes: [100, 10_000], rounds: 7 } as const;

/** The same queries find something on every side; the others are distinct and find nothing. */
const finding = 100;
/** How many queries are packed into rules of X. */
const packed = 5000;
/** Before anything is timed: code is compiled, and queries find their places in the index. */
const warmUp = 8;

/**
 * Time per post (tokenised and matched) with 100 to 100,000 distinct live queries of one to five terms, in turns. The
 * queries that find nothing are words of the same posts, as those that find something are, with one among them that no
 * post has: each could be found by its other words.
 */
export const run: Run = ({ small }) => {
  const { source, texts } = readTexts();
  const posts = texts.map(({ text }, index): Post => ({ id: String(index), source: 'bench', at: 0, text }));
  const queries = queriesOf(posts, Math.max(...(small ? few : usual).sizes));
  if (small) return Promise.resolve({ source, posts: posts.length, ...compareSizes(posts, queries, few) });
  const main = compareSizes(posts, queries, usual);
  const tokenising = Array.from({ length: rounds }, () =>
    time(() => {
      posts.forEach(({ text }) => tokenise(text));
    }),
  );
  return Promise.resolve({
    source,
    posts: posts.length,
    ...main,
    microsTokenising: (1000 * median(tokenising)) / posts.length,
    changes: changes(queries),
    bytesPerQuery: bytesPerQuery(textsOf(posts, queries.length)),
    million: million(posts),
    rules: pack(queries.slice(0, packed)),
  });
};

/** Time per post with several numbers of live queries, in turns. */
function compareSizes(
  posts: readonly Post[],
  queries: readonly Query[],
  { sizes, rounds }: { readonly sizes: readonly number[]; readonly rounds: number },
) {
  const sides = sizes.map((size) => sideOf(queries.slice(0, size), posts));
  const times = Array.from({ length: rounds }, () => sides.map(({ pass }) => time(pass)));
  const perPost = sides.map((_, at) => (1000 * median(times.map((round) => round[at] ?? NaN))) / posts.length);
  return {
    microsPerPost: named(perPost, sizes),
    ratio: median(times.map((round) => (round.at(-1) ?? NaN) / (round[0] ?? NaN))),
    postsPerSecond: named(
      perPost.map((micros) => Math.round(1e6 / micros)),
      sizes,
    ),
    hits: named(
      sides.map(({ hits }) => hits()),
      sizes,
    ),
  };
}

/** Time per post with a million live queries against 100,000, in turns; and the memory for each of the million. */
function million(posts: readonly Post[]) {
  const texts = textsOf(posts, Math.max(...manySizes));
  const bytes = bytesPerQuery(texts);
  const queries = texts.map(parseQuery);
  return { ...compareSizes(posts, queries, { sizes: manySizes, rounds }), bytesPerQuery: bytes };
}

const named = <T>(values: readonly T[], counts: readonly number[]): Readonly<Record<string, T | undefined>> =>
  Object.fromEntries(counts.map((size, at) => [size, values[at]]));

function sideOf(queries: readonly Query[], posts: readonly Post[]) {
  const matcher = createMatcher();
  queries.forEach(matcher.add);
  let hits = 0;
  const pass = (): void => {
    hits = 0;
    for (const post of posts) hits += matcher.match(post, tokenise(post.text)).length;
  };
  for (let round = 0; round < warmUp; round += 1) pass();
  return { pass, hits: () => hits };
}

/** What it costs to add and to remove a query while the largest number is live, in microseconds. */
function changes(queries: readonly Query[]) {
  const matcher = createMatcher();
  queries.forEach(matcher.add);
  const some = queries.filter((_, index) => index % 10 === 0);
  const remove = time(() => {
    some.forEach(matcher.remove);
  });
  const add = time(() => {
    some.forEach(matcher.add);
  });
  const parse = time(() => {
    some.forEach(({ canonical }) => parseQuery(canonical));
  });
  return {
    live: queries.length,
    microsToAdd: (1000 * add) / some.length,
    microsToRemove: (1000 * remove) / some.length,
    microsToParse: (1000 * parse) / some.length,
  };
}

/** Bytes for a live query: parsed and in the index, and how much of it is the index. */
function bytesPerQuery(texts: readonly string[]) {
  const start = memory();
  const queries = texts.map(parseQuery);
  const parsed = memory();
  const matcher = createMatcher();
  queries.forEach(matcher.add);
  const added = memory();
  matcher.remove(queries[0] ?? parseQuery('none'));
  return { whole: (added - start) / queries.length, index: (added - parsed) / queries.length };
}

/** Queries one by one into the rules of X's filtered stream: how many rules, and how many of them each query changes. */
function pack(queries: readonly Query[]) {
  const packer = createRulePacker({ languages: ['en'] });
  let changes = 0;
  let before = packer.rules();
  const millis = time(() => {
    for (const query of queries) {
      packer.add(query);
      const known = new Set(before);
      before = packer.rules();
      changes += before.reduce((sum, rule) => sum + Number(!known.has(rule)), 0);
    }
  });
  return {
    queries: queries.length,
    rules: before.length,
    longest: Math.max(...before.map(({ value }) => value.length)),
    changesPerQuery: changes / queries.length,
    microsPerQuery: (1000 * millis) / queries.length,
  };
}

/** The bytes of the heap and of the arrays outside it. */
function memory(): number {
  // Arrays outside the heap are let go of by the collection after the one that finds them.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const queriesOf = (posts: readonly Post[], count: number): readonly Query[] => textsOf(posts, count).map(parseQuery);

/** Texts of distinct queries: the first ones find something, each as often as a word of medium frequency stands in the posts. */
function textsOf(posts: readonly Post[], count: number): readonly string[] {
  const words = wordsOf(posts);
  const chance = chanceOf(7);
  const pick = (): string => words[Math.floor(words.length * chance() ** 2)] ?? '';
  const seen = new Set<string>();
  for (let rank = 40; seen.size < Math.min(finding, count); rank += 3) seen.add(words[rank] ?? String(rank));
  while (seen.size < count) {
    const terms = Array.from({ length: Math.floor(chance() * 5) }, pick);
    const missing = `${pick().slice(0, 4)}q${seen.size.toString(36)}`;
    seen.add(shape([...terms.slice(0, 2), missing, ...terms.slice(2)], chance()));
  }
  return [...seen];
}

/** Mostly plain words; some with a phrase, a negation or alternatives. */
function shape(terms: readonly string[], chance: number): string {
  const all = terms.join(' ');
  if (chance < 0.7 || terms.length < 2) return all;
  if (chance < 0.8) return `"${all}"`;
  if (chance < 0.9) return `${all} -the`;
  return `${all} OR #${terms.join('')}`;
}

/** The words of the posts that can be written in a query, the most frequent first. */
function wordsOf(posts: readonly Post[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { key } of posts.flatMap(({ text }) => tokenise(text))) {
    if (/^[a-z]{3,20}$/.test(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([word]) => word);
}

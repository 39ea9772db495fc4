import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePost } from '../../../src/model/index.ts';
import { expand } from '../../../src/sources/demo/grammar.ts';
import { createDemoPosts, type Step } from '../../../src/sources/demo/generator.ts';
import { createShuffleBag, createRandom } from '../../../src/sources/demo/grammar.ts';
import {
  comparisons,
  events,
  foreign,
  moods,
  phrases,
  slots,
  tones,
  topics,
} from '../../../src/sources/demo/content.ts';
import { tokenise } from '../../../src/text/index.ts';

const main = topics.filter(({ share }) => share !== 0).flatMap(({ words }) => words.slice(0, 1));

function take(count: number, seed: string | number = 1): readonly Step[] {
  const posts = createDemoPosts({ seed });
  return Array.from({ length: count }, () => posts.next());
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(tokenise(text).flatMap(({ kind, key }) => (kind === 'word' ? [key] : [])));
}

/** For each word: the longest stretch without it in an ordinary English post, in posts and in mean spacings. */
function longestGaps(
  steps: readonly Step[],
): ReadonlyMap<string, { readonly posts: number; readonly spacings: number }> {
  const gaps = new Map(main.map((word) => [word, { posts: 0, spacings: 0 }]));
  const last = new Map(main.map((word) => [word, { index: -1, time: 0 }]));
  let time = 0;
  for (const [index, { wait, draft }] of steps.entries()) {
    time += wait;
    if (draft.repost === true || draft.lang !== 'en') continue;
    for (const word of wordsOf(draft.text)) {
      const before = last.get(word);
      const gap = gaps.get(word);
      if (before === undefined || gap === undefined) continue;
      gaps.set(word, {
        posts: Math.max(gap.posts, index - before.index),
        spacings: Math.max(gap.spacings, time - before.time),
      });
      last.set(word, { index, time });
    }
  }
  return gaps;
}

describe('the posts of the demo', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(take(500, 'a')).toEqual(take(500, 'a'));
    expect(take(500, 'a').map(({ draft }) => draft.text)).not.toEqual(take(500, 'b').map(({ draft }) => draft.text));
  });

  it('bring pizza by its plain word within 42 mean spacings, and every main topic within 95', () => {
    expect(main.length).toBeGreaterThanOrEqual(36);
    for (const seed of [1, 2, 3]) {
      for (const [word, { posts, spacings }] of longestGaps(take(8_000, seed))) {
        expect({ word, posts }).toSatisfy(({ posts }) => posts <= (word === 'pizza' ? 60 : 130));
        expect({ word, spacings }).toSatisfy(({ spacings }) => spacings <= (word === 'pizza' ? 42 : 95));
      }
    }
  });

  it('are varied', () => {
    const texts = take(20_000).map(({ draft }) => draft.text);
    expect(new Set(texts).size).toBeGreaterThan(10_000);
    expect(new Set(texts.slice(0, 100)).size).toBeGreaterThan(95);
  });

  it('are posts as the wire has them, with lists that their text holds and never empty ones', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        for (const { draft } of take(120, seed)) {
          const parsed = parsePost({ ...draft }, { id: '', source: '', at: 0 });
          expect(parsed).toEqual({ ...draft, at: 0 });
          for (const list of [draft.hashtags, draft.mentions, draft.links]) expect(list?.length).not.toBe(0);
          for (const tag of draft.hashtags ?? []) expect(draft.text).toContain(`#${tag}`);
          for (const name of draft.mentions ?? []) expect(draft.text).toContain(`@${name}`);
          for (const link of draft.links ?? []) {
            expect(draft.text).toContain(link);
            expect(new URL(link).hostname).toMatch(/(?:^example\.(?:com|org)|\.example)$/);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('have ids that never repeat and that carry the seed', () => {
    const ids = take(5_000, 42).map(({ draft }) => draft.id);
    expect(new Set(ids).size).toBe(5_000);
    expect(ids[0]).toBe('demo-42-0');
  });

  it('repeat earlier posts word for word as reposts, and name whom they answer in replies', () => {
    const earlier = new Map<string, string | undefined>();
    const drafts = take(3_000).map(({ draft }) => draft);
    for (const { text, author, repost, reply, mentions } of drafts) {
      if (reply === true) expect(text.startsWith(`@${mentions?.[0] ?? ''} `)).toBe(true);
      if (repost === true) {
        const [, name, original] = /^RT @(\w+): (.*)$/su.exec(text) ?? [];
        expect(earlier.get(original ?? '')).toBeDefined();
        expect(mentions).toContain(name);
      } else earlier.set(text, author);
    }
    const share = (count: number): number => count / drafts.length;
    expect(share(drafts.filter(({ repost }) => repost === true).length)).toBeCloseTo(0.06, 1);
    expect(share(drafts.filter(({ lang = 'en' }) => lang !== 'en').length)).toBeCloseTo(0.08, 1);
  });

  it('come one mean spacing apart over a long stretch, never at negative distances', () => {
    const waits = take(30_000).map(({ wait }) => wait);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    expect(mean).toSatisfy((mean: number) => mean > 0.95 && mean < 1.05);
  });

  it('leave no pattern unfilled', () => {
    for (const { draft } of take(20_000)) expect(draft.text).not.toMatch(/[{}[\]|]|undefined is not defined|NaN/);
  });
});

describe('the topics of the demo', () => {
  it('name themselves in every sentence, in each mood by their first word too', () => {
    for (const topic of topics) {
      for (const mood of moods) {
        const sets = topic.sentences[mood].map((pattern) => wordsOf(expand(pattern, createRandom(pattern))));
        expect(sets.every((words) => topic.words.some((word) => words.has(word)))).toBe(true);
        expect(sets.some((words) => words.has(topic.words[0] ?? ''))).toBe(true);
      }
    }
  });
});

describe('the data of the demo', () => {
  const lists = (value: unknown): readonly (readonly unknown[])[] => {
    if (Array.isArray(value)) return [value, ...value.flatMap(lists)];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(lists) : [];
  };
  const strings = (value: unknown): readonly string[] =>
    typeof value === 'string'
      ? [value]
      : lists([value])
          .flat()
          .filter((item) => typeof item === 'string');
  const all = { comparisons, events, foreign, phrases, slots, topics };

  it('has no empty list, no empty text and no text twice in a list of sentences', () => {
    expect(lists(all).filter((list) => list.length === 0)).toEqual([]);
    expect(strings(all).filter((text) => text.trim() !== text || text === '')).toEqual([]);
    for (const { sentences } of topics) {
      for (const mood of moods) expect(new Set(sentences[mood]).size).toBe(sentences[mood].length);
    }
  });

  it('names tones, topics and moods that exist', () => {
    expect(topics.filter(({ tone }) => !Object.hasOwn(tones, tone))).toEqual([]);
    const names = topics.map(({ words }) => words[0]);
    expect(new Set(names).size).toBe(topics.length);
    expect(events.filter(({ topic }) => !names.includes(topic))).toEqual([]);
    const groups = [...events, ...Object.values(comparisons)].flatMap(({ sentences }) => Object.keys(sentences));
    expect(groups.filter((mood) => !moods.some((known) => known === mood))).toEqual([]);
    for (const weights of Object.values(tones)) expect(Object.keys(weights)).toEqual(moods);
  });

  it('has hashtags that are words, and hosts that nobody owns', () => {
    const hashtags = [phrases, ...topics, ...events].flatMap((entry) => entry.hashtags);
    expect(hashtags.filter((tag) => !/^(?=.*\p{L})[\p{L}\p{N}_]+$/u.test(tag))).toEqual([]);
    expect(phrases.hosts.filter((host) => !/^(?:[a-z]+\.example|example\.(?:com|org))(?:\/|$)/.test(host))).toEqual([]);
  });

  it('closes every bracket of its patterns', () => {
    for (const pattern of strings(all)) {
      expect(expand(pattern.replaceAll(/\{[abcs]\}/gi, 'x'), createRandom(pattern))).not.toMatch(/[{}[\]|]/);
    }
  });
});

describe('expand', () => {
  it('takes one choice, fills slots inside it, and fits the article', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const random = createRandom(seed);
        expect(expand('[a|b {n}]', random)).toMatch(/^(?:a|b [2-9])$/i);
        expect(expand('It took {an} {nn} minute walk', random)).toMatch(/(?: a (?!8|11 |18 )| an (?:8|11 |18 ))/);
        expect(expand('on {day} and {day}', random)).not.toMatch(/on (\w+) and \1/);
        expect(expand('{Friend} said', random)).toMatch(/^(?:My|A) [\w ]+ said$/);
      }),
    );
  });
});

describe('a bag', () => {
  it('gives all its items before it gives one again', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 20 }), (seed, more) => {
        const draw = createShuffleBag<number>(
          [0, ...Array.from({ length: more }, (_, index) => index + 1)],
          createRandom(seed),
        );
        const rounds = [1, 2].map(() => new Set(Array.from({ length: more + 1 }, draw)).size);
        expect(rounds).toEqual([more + 1, more + 1]);
      }),
    );
  });
});

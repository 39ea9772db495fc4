import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Match, Post, Query } from '../../../src/model/index.ts';
import { createMatcher, createSpanFinder, parseQuery } from '../../../src/query/index.ts';
import { tokenise } from '../../../src/text/index.ts';
import { answers } from '../../support/naive-query.ts';
import { posts, queries } from '../../support/query-arbitraries.ts';

const postOf = (text: string, facts: Partial<Post> = {}): Post => ({ id: '1', source: 'test', at: 0, text, ...facts });

/** The matched stretches of a text; undefined when the query does not match. */
function found(query: string, post: Post): readonly string[] | undefined {
  const matcher = createMatcher();
  matcher.add(parseQuery(query));
  return matcher.match(post, tokenise(post.text))[0]?.spans.map(({ start, end }) => post.text.slice(start, end));
}

describe('a matcher', () => {
  it('finds what each tree finds by itself, with queries coming and going', () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant('add'), query: queries }),
      fc.record({ act: fc.constant('remove'), query: fc.nat(9) }),
      fc.record({ act: fc.constant('match'), post: posts }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 16 }), posts, (steps, last) => {
        const matcher = createMatcher();
        const live: Query[] = [];
        for (const one of [...steps, { act: 'match', post: last } as const]) {
          if ('post' in one) expectSame(matcher.match(one.post, tokenise(one.post.text)), live, one.post);
          else if (typeof one.query === 'number') live.splice(one.query, 1).forEach(matcher.remove);
          else {
            live.push(one.query);
            matcher.add(one.query);
          }
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('finds what each tree finds while many queries share their words, come and go', () => {
    const word = fc.integer({ min: 0, max: 40 }).map((number) => `w${number}`);
    const query = fc.tuple(word, word, word).map(([a, b, c]) => parseQuery(`${a} ${b} OR "${b} ${c}" ${a}`));
    const text = fc.array(word, { minLength: 3, maxLength: 12 }).map((words) => words.join(' '));
    const many = { minLength: 200, maxLength: 400 };
    fc.assert(
      fc.property(fc.array(query, many), fc.array(text, { maxLength: 20 }), (found, texts) => {
        const matcher = createMatcher();
        const queries = [...new Map(found.map((each) => [each.canonical, each])).values()];
        for (let round = 0; round < 3; round += 1) {
          const live = queries.filter((_, index) => index % 3 >= round);
          live.forEach(matcher.add);
          for (const each of texts) expectSame(matcher.match(postOf(each), tokenise(each)), live, postOf(each));
          live.forEach(matcher.remove);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('keeps a query until it was removed as often as it was added', () => {
    const matcher = createMatcher();
    const post = postOf('pizza');
    const count = (): number => matcher.match(post, tokenise(post.text)).length;
    const query = parseQuery('pizza');
    matcher.add(query);
    matcher.add(parseQuery(' PIZZA '));
    expect(matcher.match(post, tokenise(post.text)).map((match) => match.query)).toEqual([query]);
    matcher.remove(query);
    expect(count()).toBe(1);
    matcher.remove(query);
    expect(count()).toBe(0);
    matcher.remove(query);
    matcher.add(query);
    expect(count()).toBe(1);
  });

  it('answers in the order in which the queries were added', () => {
    const matcher = createMatcher();
    const added = ['pizza rome', 'rome', 'pizza', 'love OR pizza', '"pizza rome"'].map(parseQuery);
    added.forEach(matcher.add);
    const matches = matcher.match(postOf('I love pizza, Rome'), tokenise('I love pizza, Rome'));
    expect(matches.map(({ query }) => query)).toEqual(added);
  });

  it('finds the same after it has looked for rarer words to stand under', () => {
    const matcher = createMatcher();
    const query = parseQuery('extraordinary qz, "remarkable qz"');
    matcher.add(query);
    const common = postOf('an extraordinary and remarkable day');
    for (let round = 0; round < 1000; round += 1) expect(matcher.match(common, tokenise(common.text))).toEqual([]);
    for (const text of ['extraordinary qz', 'remarkable qz']) {
      expect(matcher.match(postOf(text), tokenise(text)).map((match) => match.query)).toEqual([query]);
    }
    matcher.remove(query);
    expect(matcher.match(postOf('extraordinary qz'), tokenise('extraordinary qz'))).toEqual([]);
  });
});

function expectSame(matches: readonly Match[], live: readonly Query[], post: Post): void {
  const expected = new Set(live.filter(({ root }) => answers(root, post)).map(({ canonical }) => canonical));
  expect(matches.map(({ query }) => query.canonical).sort()).toEqual([...expected].sort());
  for (const { spans } of matches) {
    spans.forEach(({ start, end }, at) => {
      if (start < (spans[at - 1]?.end ?? 0) || end <= start || end > post.text.length) expect.fail('spans overlap');
    });
  }
}

describe('a finder of spans', () => {
  it('finds what a matcher finds that has no other query', () => {
    fc.assert(
      fc.property(queries, posts, (query, post) => {
        const matcher = createMatcher();
        matcher.add(query);
        expect(createSpanFinder(query)(post)).toEqual(matcher.match(post, tokenise(post.text))[0]?.spans);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the spans of a match', () => {
  it.each([
    [
      'pizza',
      'Pizza, #pizza and @PIZZA; pizza’s http://pizza.com/pizza',
      ['Pizza', '#pizza', '@PIZZA', 'pizza’s', 'pizza', 'pizza'],
    ],
    ['#pizza', 'pizza #pizza', ['#pizza']],
    ['"new york"', 'in New York, new  york', ['New York', 'new  york']],
    ['york "new york" "york city"', 'New York City', ['New York City']],
    ['pizza OR (sushi sake)', 'pizza and sushi', ['pizza']],
    ['pizza -sushi', 'pizza', ['pizza']],
    ['pizza (-sushi OR -(-sake))', 'pizza sake', ['pizza', 'sake']],
    ['example.com', 'see https://www.example.com/ now', ['https://www.example.com/']],
    ['ピザ', '今日はピザを、#ピザ', ['ピザ', '#ピザ']],
    ['🍕', 'a 👍🏽 🍕🍕', ['🍕', '🍕']],
  ])('of `%s` in "%s" are its words in the text', (query, text, expected) => {
    expect(found(query, postOf(text))).toEqual(expected);
  });

  it('are none for what only the lists have', () => {
    const facts = { hashtags: ['Pizza'], mentions: ['sushi'], links: ['https://taco.com'], author: 'bob' };
    for (const query of ['pizza', '#pizza', '@sushi', 'sushi', 'taco', 'taco.com', 'from:bob', 'from:@BOB']) {
      expect(found(query, postOf('hello', facts))).toEqual([]);
    }
  });
});

describe('a repost', () => {
  it.each([
    ['pizza', false],
    ['pizza is:repost', true],
    ['pizza -is:repost', false],
    ['pizza OR (sushi is:repost)', false],
    ['pizza (is:repost OR new)', true],
    ['pizza -(-is:repost)', true],
    ['pizza -(-is:repost new)', true],
  ])('is seen by `%s`: %s', (query, seen) => {
    expect(found(query, postOf('new pizza', { repost: true })) !== undefined).toBe(seen);
  });

  it('is what `is:repost` insists on', () => {
    expect(found('pizza is:repost', postOf('pizza'))).toBeUndefined();
  });
});

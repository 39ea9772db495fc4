import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Post, Query } from '../../../../src/model/index.ts';
import { createMatcher, parseQuery } from '../../../../src/query/index.ts';
import { createRulePacker } from '../../../../src/sources/x/compile/rule-packer.ts';
import { tokenise } from '../../../../src/text/index.ts';
import { posts, queries } from '../../../support/query-arbitraries.ts';
import { readRule, sends } from '../../../support/x-rules.ts';

const valuesFor = (...texts: readonly string[]): readonly string[] => {
  const packer = createRulePacker({ languages: ['en'] });
  texts.map(parseQuery).forEach(packer.add);
  return packer.rules().map(({ value }) => value);
};

/** As X has them: with its own name as the source, and user names as X allows them. */
const ofX = posts.map(({ author, mentions, ...post }): Post => ({
  ...post,
  source: 'x',
  ...(author !== undefined && { author: author.replace(/\..*/, '') }),
  ...(mentions !== undefined && { mentions: mentions.filter((mention) => /^\w+$/.test(mention)) }),
}));

describe('a rule', () => {
  it.each([
    ['pizza', '(pizza OR #pizza OR @pizza OR url:pizza)'],
    ['#pizza @bob', '(#pizza @bob)'],
    ['"new york"', '("new york" OR url:"new york")'],
    ['e-mail', '("e mail" OR url:"e mail")'],
    ['example.com/a', '("example.com/a" OR url:"example.com/a")'],
    ['ピザ', '("ピザ" OR #ピザ OR url:"ピザ")'],
    ['or', '("or" OR #or OR @or OR url:"or")'],
    ['🍕', '(🍕)'],
    ['İstanbul', '(istanbul OR #istanbul OR @istanbul OR url:istanbul)'],
    ['kadın', '("kadın" OR #kadın OR url:"kadın")'],
    ['#a (#b OR #c)', '(#a (#b OR #c))'],
    ['#a #b, #c', '(#a #b OR #c)'],
    ['#a -#b -"c d"', '(#a)'],
    ['#a -from:bob is:reply', '(#a is:reply -from:bob)'],
    ['#a (lang:en OR -b)', '(#a)'],
    ['#a lang:pt-br', '(#a lang:pt)'],
    ['#a lang:tlh', '(#a)'],
    ['#a source:x', '(#a)'],
    ['#a -source:bluesky', '(#a)'],
    ['#a has:links', '(#a has:links)'],
    ['from:bob OR from:bob.example.com', '(from:bob)'],
  ])('for `%s` is `%s lang:en -is:retweet`', (text, value) => {
    expect(valuesFor(text)).toEqual([`${value} lang:en -is:retweet`]);
  });

  it('lets reposts through for the queries that ask for them, and for no other', () => {
    expect(valuesFor('#a', '#b is:repost', '#c -is:repost')).toEqual([
      '(#a OR #c -is:retweet) lang:en -is:retweet',
      '(#b is:retweet) lang:en',
    ]);
  });

  it('is none for what no post of X can answer', () => {
    expect(valuesFor('pizza source:bluesky', 'from:bob.example.com')).toEqual([]);
  });

  it('is valid, short enough, and sends every post that a query finds', () => {
    fc.assert(
      fc.property(
        fc.array(queries, { minLength: 1, maxLength: 6 }),
        ofX,
        fc.integer({ min: 120, max: 1024 }),
        (all, post, maxLength) => {
          const packer = createRulePacker({ maxLength });
          const matcher = createMatcher();
          for (const query of all) {
            packer.add(query);
            matcher.add(query);
          }
          const rules = packer.rules().map(({ value }) => {
            expect(value.length).toBeLessThanOrEqual(maxLength);
            return readRule(value);
          });
          // X has no prefixes: a query that needs one has no clauses and is not asked for.
          const isAskable = (query: Query): boolean =>
            !query.canonical.includes('*') || packer.clausesOf(query).length > 0;
          const found = matcher.match(post, tokenise(post.text)).filter(({ query }) => isAskable(query));
          if (found.length > 0 && !rules.some((rule) => sends(rule, post))) {
            expect.fail(
              `${found[0]?.query.canonical} in "${post.text}" is not sent by ${JSON.stringify(packer.rules())}`,
            );
          }
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

describe('the packer', () => {
  it('changes one rule for a query more, and keeps the others as they are', () => {
    const packer = createRulePacker({ maxLength: 200 });
    for (let count = 0; count < 100; count += 1) {
      const before = packer.rules();
      packer.add(parseQuery(`word${count}`));
      const after = packer.rules();
      expect(after.filter((rule) => !before.includes(rule))).toHaveLength(1);
      expect(before.filter(({ tag }) => !after.some((rule) => rule.tag === tag))).toEqual([]);
    }
  });

  it('gives the room of a removed query to others, and counts what was added twice', () => {
    const packer = createRulePacker({ maxLength: 100 });
    const [a, b] = [parseQuery('#a'), parseQuery('#b')];
    packer.add(a);
    packer.add(b);
    packer.add(parseQuery('#A'));
    packer.remove(a);
    expect(packer.rules()).toMatchObject([{ tag: 'undertone-1', value: '(#a OR #b) -is:retweet' }]);
    packer.remove(a);
    packer.remove(a);
    packer.add(parseQuery('#c'));
    expect(packer.rules()).toMatchObject([{ tag: 'undertone-1', value: '(#b OR #c) -is:retweet' }]);
    packer.remove(b);
    packer.remove(parseQuery('#c'));
    expect(packer.rules()).toEqual([]);
  });

  it('refuses the query for which there is no room, and touches no other', () => {
    const packer = createRulePacker({ maxRules: 2, maxLength: 40 });
    ['#a', '#bbbbbbbbbbbbbbbbb', '#ccccccccccccccccccc'].map(parseQuery).forEach(packer.add);
    const before = packer.rules();
    for (const text of ['#ddddddddddddddddd', '#e OR #ddddddddddddddddd']) {
      expect(() => {
        packer.add(parseQuery(text));
      }).toThrow(/^X's filtered stream has no room for this query: all 2 rules/);
    }
    expect(packer.rules()).toEqual(before);
    packer.remove(parseQuery('#ddddddddddddddddd'));
    packer.remove(parseQuery('#a'));
    packer.add(parseQuery('#e'));
    expect(packer.rules().map(({ value }) => value)).toContain('(#bbbbbbbbbbbbbbbbb OR #e) -is:retweet');
  });

  it('spreads a query over rules where it is too long for one', () => {
    const words = Array.from({ length: 80 }, (_, at) => `word${at}`);
    const packer = createRulePacker();
    packer.add(parseQuery(words.slice(0, 60).join(',')));
    packer.add(parseQuery(words.slice(0, 60).join(' ')));
    packer.add(parseQuery('x'.repeat(512)));
    for (const { value } of packer.rules()) {
      expect(value.length).toBeLessThanOrEqual(1024);
      readRule(value);
    }
    expect(packer.rules().length).toBeGreaterThan(3);
  });
});

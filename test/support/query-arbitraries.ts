import fc from 'fast-check';
import { UndertoneError, type Post, type Query } from '../../src/model/index.ts';
import { parseQuery } from '../../src/query/index.ts';

/** Few words, so that random queries meet random posts. */
const words = [
  'pizza',
  'Pizza’s',
  'crust',
  'new',
  'york',
  'the',
  'c++',
  '3.5',
  '🍕',
  'ピザ',
  '大',
  'node.js',
  'x.io/a',
  'l’york',
  'york’ta',
  'd’pizza’s',
];
const names = ['pizza', 'york', 'bob', 'ピザ'];

const term = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...words) },
  {
    weight: 3,
    arbitrary: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((all) => `"${all.join(' ')}"`),
  },
  { weight: 2, arbitrary: fc.constantFrom(...names).map((name) => `#${name}`) },
  { weight: 1, arbitrary: fc.constantFrom(...names).map((name) => `@${name}`) },
  { weight: 2, arbitrary: fc.constantFrom('piz*', 'pizza*', 'pizza’s*', 'yor*', 'nod*', 'cru*') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('new-york', 'ピザ大', '大大', '"new #york"', 'www.x.io/a', 'https://x.io/a'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['from:bob', 'lang:en', 'lang:pt', 'source:test', 'has:links', 'has:hashtags', 'has:mentions', 'is:repost'],
      'is:reply',
    ),
  },
);

const tree = fc.letrec<{ readonly query: string }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    term,
    fc.tuple(tie('query'), tie('query')).map(([a, b]) => `${a} ${b}`),
    fc.tuple(tie('query'), tie('query'), fc.constantFrom(', ', ' OR ')).map(([a, b, or]) => `${a}${or}${b}`),
    tie('query').map((a) => `(${a})`),
    tie('query').map((a) => `-(${a})`),
    term.map((a) => `-${a}`),
  ),
})).query;

/** A query, or undefined where the text is refused. */
export function tryParse(text: string): Query | undefined {
  try {
    return parseQuery(text);
  } catch (error) {
    if (error instanceof UndertoneError && error.code === 'bad_query') return undefined;
    throw error;
  }
}

/** Texts in the form of queries; some ask for nothing positive. */
export const queryTexts: fc.Arbitrary<string> = tree;

export const queries: fc.Arbitrary<Query> = fc
  .tuple(tree, fc.constantFrom(...words))
  .map(([text, word]) => tryParse(text) ?? tryParse(`${word} (${text})`) ?? parseQuery(word));

const separators = [' ', ' ', ' ', ', ', '. ', '', '-', '… '];
const pieces = [...words, ...names.flatMap((name) => [`#${name}`, `@${name}`]), 'https://www.x.io/a', 'york.', 'other'];

const text = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(...separators)), { maxLength: 8 })
  .map((all) => all.flat().join(''));

export const posts: fc.Arbitrary<Post> = fc
  .tuple(
    text,
    fc.record(
      {
        lang: fc.constantFrom('en', 'pt-BR', 'EN_us'),
        author: fc.constantFrom('bob', '@Bob', 'york', 'bob.example.com'),
        hashtags: fc.array(fc.constantFrom(...names), { maxLength: 2 }),
        mentions: fc.array(fc.constantFrom(...names), { maxLength: 2 }),
        links: fc.array(fc.constantFrom('https://x.io/a', 'http://pizza.com/new/york', 'http://node.js/'), {
          maxLength: 2,
        }),
        repost: fc.boolean(),
        reply: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([written, facts]) => ({ id: '1', source: 'test', at: 0, text: written, ...facts }));

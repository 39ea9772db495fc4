import { describe, expect, it } from 'vitest';
import { UndertoneError, type Post } from '../../../src/model/index.ts';
import { createMatcher, parseQuery } from '../../../src/query/index.ts';
import { tokenise } from '../../../src/text/index.ts';

/** The operators that people bring from other search tools: those that Undertone has, and those that it refuses. */

function spans(query: string, text: string, facts: Partial<Post> = {}): readonly string[] | undefined {
  const matcher = createMatcher();
  matcher.add(parseQuery(query));
  const post = { id: '1', source: 'test', at: 0, text, ...facts };
  return matcher.match(post, tokenise(text))[0]?.spans.map(({ start, end }) => text.slice(start, end));
}

const finds = (query: string, text: string, facts: Partial<Post> = {}): boolean =>
  spans(query, text, facts) !== undefined;

function refusal(text: string): UndertoneError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof UndertoneError) return error;
    throw error;
  }
  throw new Error(`\`${text}\` is not refused.`);
}

describe('an operator in upper case', () => {
  it.each([
    ['pizza AND pasta', 'pasta pizza'],
    ['pizza NOT pineapple', 'pizza -pineapple'],
    ['a AND b, c', 'a b OR c'],
    ['a AND NOT b', 'a -b'],
    ['a AND -b', 'a -b'],
    ['a NOT (b OR c)', 'a -(b, c)'],
    ['(NOT b) a', 'a -b'],
    ['NOT b AND a', 'a -b'],
    ['a NOT NOT b', 'a b'],
    ['a NOT lang:en', 'a -lang:en'],
    ['"x y" AND #tag NOT @bob', '"x y" #tag -@bob'],
    ['a NOT pizz*', 'a -pizz*'],
    ['Ben & Jerry’s', "ben jerry's"],
    ['Marks & Spencer', 'marks spencer'],
    ['Johnson ＆ Johnson', 'johnson'],
    ['a & (b OR c) & d', 'a d (b, c)'],
  ])('`%s` means `%s`', (query, meaning) => {
    expect(parseQuery(query).canonical).toBe(parseQuery(meaning).canonical);
  });

  it.each([
    ['pizza NOT pineapple', 'pizza', true],
    ['pizza NOT pineapple', 'pizza with pineapple is not ok', false],
    ['pizza AND pasta', 'pasta pizza', true],
    ['pizza AND pasta', 'pizza and rice', false],
    ['pizza or pasta', 'pizza', false],
    ['rock and roll', 'rock and roll', true],
    ['rock and roll', 'rock roll', false],
    ['to be or not', 'not to be or', true],
    ['"pizza AND pasta"', 'pizza and pasta', true],
    ['"NOT" pizza', 'not pizza', true],
    ['Marks & Spencer', 'Marks &amp; Spencer', true],
  ])('`%s` on "%s": %s', (query, text, found) => {
    expect(finds(query, text)).toBe(found);
  });

  it.each([
    ['AND a', 0, /`AND` needs a term on its left/],
    ['a AND', 2, /`AND` needs a term on its right/],
    ['a AND AND b', 2, /`AND` needs a term on its right/],
    ['a AND OR b', 2, /`AND` needs a term on its right/],
    ['a OR AND b', 5, /`AND` needs a term on its left/],
    ['(AND b)', 1, /`AND` needs a term on its left/],
    ['(a AND) b', 3, /`AND` needs a term on its right/],
    ['a NOT', 2, /`NOT` needs a term on its right/],
    ['a NOT, b', 2, /`NOT` needs a term on its right/],
    ['NOT a', 0, /Each alternative/],
    ['a OR NOT b', 5, /Each alternative/],
    ['& pizza', 0, /`&` needs a term on its left/],
    ['pizza &', 6, /`&` needs a term on its right/],
  ])('without a term, as in `%s`, is refused at %i', (query, position, sentence) => {
    expect(refusal(query)).toMatchObject({ code: 'bad_query', position });
    expect(refusal(query).message).toMatch(sentence);
  });
});

describe('a prefix', () => {
  it.each([
    ['pizz*', 'Pizza, pizzas!', ['Pizza', 'pizzas']],
    ['pizz*', 'pizz', ['pizz']],
    ['PIZZ*', '#PizzaHut and @pizza_guy', ['#PizzaHut', '@pizza_guy']],
    ['pizz*', 'see https://pizzeria.com/pizza-menu', ['pizzeria', 'pizza']],
    ['pizz*', 'a piz for Pizarro', undefined],
    ['piz*', 'Pizarro', ['Pizarro']],
    ['piz*', 'pi', undefined],
    ['élec*', 'ÉLECTIONS et électeurs', ['ÉLECTIONS', 'électeurs']],
    ['élec*', 'elections', undefined],
    ['выбор*', 'на выборах', ['выборах']],
    ['covid*', 'COVID19 covid-19', ['COVID19', 'covid']],
    ['pizz＊', 'pizza', ['pizza']],
    ['$tsl*', 'buy $TSLA', ['$TSLA']],
    ['netfl*', 'Netflix’te', ['Netflix’te']],
    ['pizz* -pizzeria', 'pizza', ['pizza']],
    ['pizz* -pizzeria', 'pizza in the pizzeria', undefined],
    ['sushi OR (pizz* rome)', 'Pizzas of Rome', ['Pizzas', 'Rome']],
  ])('`%s` in "%s" finds %j', (query, text, found) => {
    expect(spans(query, text)).toEqual(found);
  });

  it('finds words of the lists, which have no span', () => {
    expect(spans('pizz*', 'x', { hashtags: ['Pizzeria'] })).toEqual([]);
    expect(spans('pizz*', 'x', { mentions: ['pizza_guy'] })).toEqual([]);
    expect(spans('pizz*', 'x', { links: ['https://example.com/pizzas'] })).toEqual([]);
    expect(spans('pizz*', 'x', { author: 'pizza' })).toBeUndefined();
  });

  it('is found among many that begin alike, as they come and go', () => {
    const matcher = createMatcher();
    const prefixes = ['abc*', 'abcd*', 'abcde*', 'abd*', 'abcx*', 'zzz*', 'abcdef*'].map(parseQuery);
    const found = (text: string): readonly string[] =>
      matcher.match({ id: '1', source: 'test', at: 0, text }, tokenise(text)).map(({ query }) => query.canonical);
    prefixes.forEach(matcher.add);
    expect(found('abcdeg')).toEqual(['abc*', 'abcd*', 'abcde*']);
    expect(found('abc')).toEqual(['abc*']);
    expect(found('abe ab')).toEqual([]);
    expect(found('zzzz abcxyz')).toEqual(['abc*', 'abcx*', 'zzz*']);
    prefixes.slice(0, 2).forEach(matcher.remove);
    expect(found('abcdeg')).toEqual(['abcde*']);
  });

  it('is one query in any case, and itself a spelling of it', () => {
    expect(parseQuery('PIZZ*').canonical).toBe('pizz*');
    expect(parseQuery('pizz* PIZZ*').canonical).toBe('pizz*');
    expect(parseQuery('-(-pizz*)').root).toEqual({ kind: 'prefix', key: 'pizz' });
  });
});

describe('an operator of another tool', () => {
  it.each([
    ['pizza NEAR pasta', 6, /`NEAR` is not supported.*side by side/],
    ['pizza NEAR/5 pasta', 6, /`NEAR\/5` is not supported.*side by side/],
    ['pizza ONEAR/3 pasta', 6, /not supported/],
    ['a W/5 b', 2, /not supported/],
    ['a WITHIN b', 2, /not supported/],
    ['pi*', 0, /at least 3 letters.*`pizz\*`/],
    ['a p*', 2, /at least 3 letters/],
    ['123*', 0, /at least 3 letters/],
    ['c++*', 0, /at least 3 letters|single word/],
    ['*zza', 0, /only stands at the end of a word/],
    ['a *pizza*', 2, /only stands at the end of a word/],
    ['pi*za', 0, /only stands at the end of a word/],
    ['pizz**', 0, /only stands at the end of a word/],
    ['pi?za', 0, /`\?` does not stand for a letter/],
    ['x wom?n', 2, /`\?` does not stand for a letter/],
    ['"pizz* pasta"', 0, /A phrase has no `\*`/],
    ['a "the *best*"', 2, /A phrase has no `\*`/],
    ['e-mai*', 0, /single word/],
    ['example.co*', 0, /single word/],
    ['#pizz*', 0, /`pizz\*` finds them as well/],
    ['@pizz*', 0, /`pizz\*` finds them as well/],
    ['from:bob*', 0, /whole name of a user/],
    ['한국어*', 0, /found inside longer ones; write `한국어`/],
    ['pizza | pasta', 6, /`\|` is not an operator.*`OR`/],
    ['pizza || pasta', 6, /`\|\|` is not an operator.*`OR`/],
    ['pizza ｜ pasta', 6, /`OR`/],
    ['pizza + pasta', 6, /`\+` is not an operator.*space.*`OR`/],
    ['pizza && pasta', 6, /`&&` is not an operator.*space.*`OR`/],
    ['pizza / pasta', 6, /leave it out.*`OR`/],
    ['pizza ; pasta', 6, /leave it out/],
    ['pizza = pasta', 6, /leave it out/],
    ['title:pizza', 0, /no field `title:`.*write `pizza`/],
    ['x text:"pizza pie"', 2, /no field `text:`.*write `"pizza pie"`/],
    ['tag:pizza', 0, /no field `tag:`.*write `#pizza`/],
    ['Tag:#pizza', 0, /write `#pizza`/],
    ['author:bob', 0, /no field `author:`.*write `from:bob`/],
    ['author:@bob', 0, /write `from:bob`/],
    ['body:pizza', 0, /write `pizza`/],
    ['SUBJECT:pizza', 0, /no field `subject:`.*write `pizza`/],
    ['a OR -title:pizza', 6, /no field `title:`/],
    ['title: pizza', 0, /no field `title:`/],
  ])('in `%s` is refused at %i with the way to write it', (query, position, sentence) => {
    const { code, message, position: at } = refusal(query);
    expect({ code, at }).toEqual({ code: 'bad_query', at: position });
    expect(message).toMatch(sentence);
  });

  it.each([
    're:zero',
    '12:30',
    'near the sea',
    'star:wars',
    'pizza?',
    'what?!',
    'https://x.com/watch?v=1',
    'C++',
    'AT&T',
  ])('`%s` is words as before', (query) => {
    expect(finds(query, query)).toBe(true);
  });
});

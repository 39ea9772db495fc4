import { describe, expect, it } from 'vitest';
import { countHashtags, tokenise } from '../../../src/text/index.ts';

const tagsOf = (text: string): readonly string[] =>
  tokenise(text)
    .filter(({ kind }) => kind === 'tag')
    .map(({ key }) => key);

describe('a hashtag', () => {
  it.each([
    ['#ぼっち・ざ・ろっく', 'ぼっち・ざ・ろっく'],
    ['#jean·paul', 'jean·paul'],
    ['#ラーメン〜大盛', 'ラーメン〜大盛'],
    ['#ラーメン～大盛', 'ラーメン～大盛'],
    ['#カ゠キ', 'カ゠キ'],
    ['#か゛き', 'か゛き'],
    ['#は゜き', 'は゜き'],
    ['#山〃川', '山〃川'],
    ['#תל־אביב', 'תל־אביב'],
    ['#ג׳ירפה', 'ג׳ירפה'],
    ['#צה״ל', 'צה״ל'],
    ['#བོད་ཡིག', 'བོད་ཡིག'],
    ['#paral·lel', 'paral·lel'],
    ['#soft\u00ADhyphen', 'softhyphen'],
    ['#می\u200Cخواهم', 'میخواهم'],
    ['#x___', 'x___'],
    ['#_a', '_a'],
    ['#1a', '1a'],
    ['#İstanbul', 'istanbul'],
  ])('"%s" is one tag', (text, key) => {
    expect(tagsOf(`${text} pizza`)).toEqual([key]);
  });

  it.each([
    ['#ぼっち・', ['ぼっち']],
    ['#pizza·', ['pizza']],
    ['#pizza… #pasta.', ['pizza', 'pasta']],
    ['#a～#b', ['a', 'b']],
    ['#pizza\u200B', ['pizza']],
    ['x\u200B#pizza', ['pizza']],
  ])('ends before a mark that ends the word: "%s"', (text, keys) => {
    expect(tagsOf(text)).toEqual(keys);
  });

  it.each(['#_', '#1_2', '#__', '#2024', '#http://x', '#https://example.com/a', '#_1_'])('"%s" is none', (text) => {
    expect(tagsOf(text)).toEqual([]);
  });

  it('behind whose sign a link stands leaves the link', () => {
    expect(tokenise('#http://x.com').map(({ kind, key }) => [kind, key])).toContainEqual(['url', 'x.com']);
  });
});

describe('hashtag counts', () => {
  it.each([
    ['#D&D pizza', ['D&D'], { 'd&d': 1 }],
    ['#D&amp;D pizza', ['D&D'], { 'd&d': 1 }],
    ['#covid-19', ['covid-19'], { 'covid-19': 1 }],
    ["#rock'n'roll", ["rock'n'roll"], { "rock'n'roll": 1 }],
    ['#n0n3s@n5e', ['n0n3s@n5e'], { 'n0n3s@n5e': 1 }],
    ['#don’t', ['don’t'], { "don't": 1 }],
    ['#pizza🍕', ['pizza🍕'], { 'pizza🍕': 1 }],
    ['#x___', ['x'], { x: 1 }],
    ['#x___', ['x___'], { x___: 1 }],
    ['#café', ['cafe'], { cafe: 1 }],
    ['#Grève', ['greve'], { greve: 1 }],
    ['#Straße', ['strasse'], { strasse: 1 }],
    ['#Straße', ['strase'], { strase: 1 }],
    ['#ｶﾞﾝﾀﾞﾑ', ['ガンダム'], { ガンダム: 1 }],
    ['#Ｐｉｚｚａ', ['pizza'], { pizza: 1 }],
    ['#Şişli', ['sisli'], { sisli: 1 }],
    ['#Ærøskøbing', ['aeroskobing'], { aeroskobing: 1 }],
    ['#node.js', ['node.js'], { 'node.js': 1 }],
    ['#a #covid #covid-19', ['a', 'covid', 'covid-19'], { a: 1, covid: 1, 'covid-19': 1 }],
    ['#covid-19 #covid-20', ['covid-19', 'covid-20'], { 'covid-19': 1, 'covid-20': 1 }],
    ['#D&D #d&d', ['D&D'], { 'd&d': 2 }],
    ['#café #cafe', ['cafe'], { cafe: 2 }],
    ['#café #cafe', ['cafe', 'café'], { cafe: 1, café: 1 }],
    ['#pizza', ['pizzahut'], { pizza: 1, pizzahut: 1 }],
    ['#pizza', ['Pizza', '#PIZZA'], { pizza: 1 }],
    ['pizza', ['D&D'], { 'd&d': 1 }],
    ['#ガンダム', ['カンダム'], { ガンダム: 1, カンダム: 1 }],
    ['#__proto__x', ['__proto__'], { __proto__x: 1, ['__proto__']: 1 }],
  ])('of "%s" with the list %j are %j', (text, listed, expected) => {
    expect(Object.entries(countHashtags(tokenise(text), listed)).sort()).toEqual(Object.entries(expected).sort());
  });

  it('take time in proportion to the tags', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `t${at}`);
    const text = many.map((tag) => `#${tag}&x`).join(' ');
    const counts = countHashtags(tokenise(text), [...many.map((tag) => `${tag}&x`), ...many.map((tag) => `u${tag}`)]);
    expect(Object.keys(counts)).toHaveLength(20_000);
  }, 5_000);
});

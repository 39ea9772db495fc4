import type { Post } from '../../src/model/index.ts';

/*
 * X's rules for the filtered stream, read and evaluated from X's documentation ("Build a rule" and "Operators") alone,
 * with nothing of src/: what the packer makes is held to it.
 */

type Rule =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Rule[] }
  | { readonly kind: 'operator'; readonly name: string; readonly value: string; readonly negated: boolean };

const lexeme =
  /\s*(?:(?<mark>[()])|(?<or>OR)(?=[\s(])|(?<not>-?)(?<name>[a-z]+:|[#@])?(?:"(?<quoted>[^"]*)"|(?<bare>[^\s()"]+)))/uy;
const standalone = new Set(['', '#', '@', 'url:', 'from:']);
const dependent = new Set(['lang:', 'has:', 'is:']);
const known: Readonly<Record<string, RegExp>> = {
  '': /\S/,
  '#': /^[\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*$/u,
  '@': /^\w{1,15}$/,
  'url:': /\S/,
  'from:': /^\w{1,15}$/,
  'lang:': /^[a-z]{2}$/,
  'has:': /^(?:links|hashtags|mentions)$/,
  'is:': /^(?:retweet|reply)$/,
};

/** The rule's tree. Throws where X would refuse it. */
export function readRule(text: string): Rule {
  const lexemes: Readonly<Record<string, string | undefined>>[] = [];
  lexeme.lastIndex = 0;
  while (lexeme.lastIndex < text.length) {
    const at = lexeme.lastIndex;
    const { groups } = lexeme.exec(text) ?? {};
    if (groups === undefined) throw new Error(`no lexeme at ${at} of ${text}`);
    lexemes.push(groups);
  }
  let next = 0;
  const or = (): Rule => {
    const parts = [and()];
    while (lexemes[next]?.['or'] !== undefined) {
      next += 1;
      parts.push(and());
    }
    return { kind: 'or', parts };
  };
  const and = (): Rule => {
    const parts: Rule[] = [];
    for (
      let one = lexemes[next];
      one !== undefined && one['or'] === undefined && one['mark'] !== ')';
      one = lexemes[next]
    ) {
      next += 1;
      if (one['mark'] === '(') {
        parts.push(or());
        if (lexemes[next]?.['mark'] !== ')') throw new Error(`unbalanced: ${text}`);
        next += 1;
      } else {
        parts.push(operator(one));
      }
    }
    if (parts.length === 0) throw new Error(`nothing at ${next} of ${text}`);
    return { kind: 'and', parts };
  };
  const rule = or();
  if (next < lexemes.length) throw new Error(`unbalanced: ${text}`);
  if (!standsAlone(rule)) throw new Error(`an alternative has no standalone operator: ${text}`);
  return rule;
}

function operator({ name = '', quoted, bare = '', not }: Readonly<Record<string, string | undefined>>): Rule {
  const value = quoted ?? bare;
  if (known[name]?.test(value) !== true) throw new Error(`no operator: ${name}${value}`);
  if (quoted === undefined && name === '' && /[^\p{L}\p{M}\p{N}\p{Emoji}\u200D\uFE0F]/u.test(value)) {
    throw new Error(`to be quoted: ${value}`);
  }
  return { kind: 'operator', name, value, negated: not === '-' };
}

function standsAlone(rule: Rule): boolean {
  if (rule.kind !== 'operator')
    return rule.kind === 'or' ? rule.parts.every(standsAlone) : rule.parts.some(standsAlone);
  if (!standalone.has(rule.name) && !dependent.has(rule.name)) throw new Error(rule.name);
  return standalone.has(rule.name) && !rule.negated;
}

/** Whether X would send a post for a rule. */
export function sends(rule: Rule, post: Post): boolean {
  const isSent = (part: Rule): boolean => sends(part, post);
  if (rule.kind !== 'operator') return rule.kind === 'or' ? rule.parts.some(isSent) : rule.parts.every(isSent);
  return holds(rule.name, rule.value, post) !== rule.negated;
}

function holds(name: string, value: string, post: Post): boolean {
  const { text, lang, author, hashtags = [], mentions = [], links = [], repost = false, reply = false } = post;
  const tags = [...hashtags, ...entities(text, /(?<![\p{L}\p{M}\p{N}_&])[#＃](?<name>[\p{L}\p{M}\p{N}_]+)/gu)];
  const handles = [...mentions, ...entities(text, /(?<![a-z\d_!#$%&*@＠])[@＠](?<name>[a-z\d_]{1,15})/giu)];
  const urls = [...links, ...entities(text, /(?<name>(?:https?:\/\/|www\.|\S+\.[a-z]{2,}\/)[^\s,]+)/giu)];
  switch (name) {
    case '':
      return contains(text, value);
    case '#':
      return tags.some((tag) => fold(tag) === fold(value));
    case '@':
      return handles.some((handle) => fold(handle) === fold(value));
    case 'url:':
      return urls.some((url) => contains(url, value));
    case 'from:':
      return fold(author?.replace('@', '') ?? '') === value;
    case 'lang:':
      return lang?.toLowerCase().startsWith(value) === true;
    case 'has:':
      return { links: urls, hashtags: tags, mentions: handles }[value]?.length !== 0;
    default:
      return value === 'retweet' ? repost : reply;
  }
}

const entities = (text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ({ groups }) => groups?.['name'] ?? '');

const fold = (text: string): string => text.normalize('NFC').toLowerCase();

/** By tokens: split at punctuation, symbols and spaces; scripts without spaces by characters. */
function contains(text: string, keyword: string): boolean {
  const [words, wanted] = [tokens(text), tokens(keyword)];
  return words.some((_, at) => wanted.every((word, step) => words[at + step] === word));
}

const token =
  /\p{Extended_Pictographic}\p{EMod}?|(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]\p{M}*|(?:(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}])[\p{L}\p{M}\p{N}])+/gu;
const tokens = (text: string): readonly string[] => fold(text).match(token) ?? [];

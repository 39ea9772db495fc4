import type { Attribute, KeyTerm, Phrase, QueryNode } from '../../../model/index.ts';
import { languages } from './languages.ts';

/**
 * A query in X's rule grammar. A condition that X does not have, or reads differently, is left out where that can only
 * widen the expression, so that it matches every post of X that the query matches. "Operators", docs.x.com, filtered
 * stream: a keyword matches the words of the body only; hashtags, mentions and links have operators of their own;
 * groups are not negated; `is:`, `has:` and `lang:` need a standalone operator beside them.
 */
export type Expression =
  | { readonly kind: 'operator'; readonly text: string; readonly standalone: boolean }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] };

/** Returns the expression of a query; true where it would exclude no post, false where no post of X can match. */
export function expressionOf(node: QueryNode, negated = false): Expression | boolean {
  switch (node.kind) {
    case 'key':
      return negated ? notKey(node) : keyExpression(node);
    case 'phrase':
      return negated || phraseExpression(node);
    case 'prefix':
      // X has no prefixes: a query that looks for one is refused before, and one that excludes it is asked for without.
      return true;
    case 'attribute':
      return attributeExpression(node, negated);
    case 'not':
      return expressionOf(node.node, !negated);
    case 'and':
    case 'or': {
      const parts = node.nodes.map((part) => expressionOf(part, negated));
      return (node.kind === 'or') === negated ? all(parts) : any(parts);
    }
  }
}

function all(parts: readonly (Expression | boolean)[]): Expression | boolean {
  if (parts.includes(false)) return false;
  return group(
    'and',
    parts.filter((part) => typeof part !== 'boolean'),
    true,
  );
}

function any(parts: readonly (Expression | boolean)[]): Expression | boolean {
  const some = parts.filter((part) => part !== false);
  const expressions = some.filter((part) => part !== true);
  // X refuses a rule with an alternative that has no standalone operator.
  if (expressions.length < some.length || !expressions.every(isStandalone)) return true;
  return group('or', expressions, false);
}

function group(kind: 'and' | 'or', parts: readonly Expression[], none: boolean): Expression | boolean {
  const [only] = parts;
  if (only === undefined) return none;
  return parts.length === 1 ? only : { kind, parts };
}

/** Returns whether X takes the expression without a standalone operator beside it. */
export function isStandalone(expression: Expression): boolean {
  if (expression.kind === 'operator') return expression.standalone;
  const { parts } = expression;
  return expression.kind === 'and' ? parts.some(isStandalone) : parts.every(isStandalone);
}

const operator = (text: string, standalone = true): Expression => ({ kind: 'operator', text, standalone });
const anyOf = (texts: readonly string[]): Expression | boolean =>
  group(
    'or',
    [...new Set(texts)].map((text) => operator(text)),
    false,
  );

const username = /^\w{1,15}$/;
const hashtag = /^[\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*$/u;
const plain = /^[a-z\d]+$/;

/** Returns a keyword: bare where X reads it as one word, else in quotes. */
const keyword = (text: string): string =>
  (plain.test(text) && text !== 'or' && text !== 'and') || isEmoji(text) ? text : quote(text);
const quote = (text: string): string => `"${text.replace(/["\\]/g, ' ')}"`;
const isEmoji = (text: string): boolean => /^[\p{Extended_Pictographic}\p{RI}]/u.test(text);
const asTag = (key: string): readonly string[] => (hashtag.test(key) ? [`#${key}`] : []);
const asMention = (key: string): readonly string[] => (username.test(key) ? [`@${key}`] : []);

function keyExpression({ form, key }: KeyTerm): Expression | boolean {
  switch (form) {
    case 'word':
      return isEmoji(key)
        ? anyOf(emojiVariants(key))
        : anyOf([keyword(key), ...asTag(key), ...asMention(key), `url:${keyword(key)}`]);
    case 'tag':
      return anyOf(hashtag.test(key) ? asTag(key) : [quote(key)]);
    case 'mention':
      return anyOf(username.test(key) ? asMention(key) : [quote(key)]);
    case 'url':
      return anyOf([quote(key), `url:${quote(key)}`]);
    case 'from':
      return username.test(key) && operator(`from:${key}`);
  }
}

/** Returns an emoji in each skin tone, and with and without the selector of its presentation. */
function emojiVariants(key: string): readonly string[] {
  const tones = /^\p{Emoji_Modifier_Base}$/u.test(key) ? ['🏻', '🏼', '🏽', '🏾', '🏿'].map((tone) => key + tone) : [];
  const presented = /^\p{Emoji_Presentation}|^\p{RI}/u.test(key) ? [] : [key.replace(/^./u, '$&\uFE0F')];
  return [key, ...presented, ...tones];
}

function phraseExpression({ text }: Phrase): Expression | boolean {
  const words = text.replace(/(?<!\S)[#@]/g, '');
  const names = text.includes(' ') ? [] : [...asTag(text), ...asMention(text)];
  return anyOf([quote(words), ...names, `url:${quote(words)}`]);
}

/** X's keywords also match the words of quoted posts, so excluding by them would exclude too much; `from:` is exact. */
function notKey({ form, key }: KeyTerm): Expression | boolean {
  return form !== 'from' || !username.test(key) || operator(`-from:${key}`, false);
}

function attributeExpression({ name, value }: Attribute, negated: boolean): Expression | boolean {
  switch (name) {
    case 'source':
      return (value === 'x') !== negated;
    case 'lang': {
      const [language = ''] = value.split('-');
      return negated || !languages.has(language) || operator(`lang:${language}`, false);
    }
    case 'has':
      return negated || operator(`has:${value}`, false);
    case 'is':
      return operator(`${negated ? '-' : ''}is:${value === 'repost' ? 'retweet' : value}`, false);
  }
}

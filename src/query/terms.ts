import type { KeyTerm, PhrasePart, QueryNode } from '../model/index.ts';
import { tokenise, type Token } from '../text/index.ts';
import { fieldTerm } from './fields.ts';
import { lex, type Lexeme } from './lex.ts';
import { badQuery } from './bad-query.ts';
import { nothingIn, refuseForeignOperator, starInPhrase } from './foreign-syntax.ts';
import { prefixTerm, refuseInnerMark } from './prefix-term.ts';

/**
 * Returns the term for a word or a quoted text.
 * @throws UndertoneError `bad_query` when it contains nothing to look for, or is a field that cannot be used.
 */
export function termOf({ kind, value, field, start }: Lexeme): QueryNode {
  if (kind === 'word') return termOfWord(value, start);
  if (value.includes('*') && field === '') throw badQuery(starInPhrase, start);
  return (field === '' ? undefined : fieldTerm(field + value, start)) ?? wordOrPhrase(field + value, start);
}

function termOfWord(word: string, start: number): QueryNode {
  refuseForeignOperator(word, start);
  const term = fieldTerm(word, start) ?? prefixTerm(word, start) ?? linkTerm(word);
  if (term !== undefined) return term;
  refuseInnerMark(word, start);
  return wordOrPhrase(word, start);
}

/** Returns the term for a word that is a whole link. */
function linkTerm(word: string): KeyTerm | undefined {
  const key = linkKeyOf(word);
  return key === undefined || linkKeyOf(spellLink(key)) !== key ? undefined : { kind: 'key', form: 'url', key };
}

/**
 * Returns the key of a whole link. As in v1.1's `track`, `www.` counts in a term but not in a post, so a bare
 * `www.example.com` finds nothing. An address with a scheme was probably pasted and is read like the links of posts.
 */
function linkKeyOf(word: string): string | undefined {
  const [first, ...parts] = tokenise(word);
  if (first?.kind !== 'url' || parts.some(({ end }) => end > first.end)) return undefined;
  return /^www\./i.test(word.slice(first.start)) ? `www.${first.key}` : first.key;
}

/** Returns the spelling of a whole link: without a scheme where it is recognised as a link without one. */
const spellLink = (key: string): string => (linkKeyOf(key) === key ? key : `https://${key}`);

function wordOrPhrase(written: string, start: number): QueryNode {
  const tokens = tokenise(written).filter(({ kind }) => kind !== 'url');
  const [first, ...rest] = tokens;
  if (first === undefined) throw badQuery(nothingIn(written), start);
  if (rest.length === 0) return termOfToken(first);
  const parts = phraseParts(tokens);
  if (isReadAs(textOf(parts), parts)) return { kind: 'phrase', parts, text: textOf(parts) };
  const apart = parts.map((part) => ({ ...part, glued: false }));
  return { kind: 'phrase', parts: apart, text: textOf(apart) };
}

const phraseParts = (tokens: readonly Token[]): readonly PhrasePart[] =>
  tokens.map((token, at) => ({ ...termOfToken(token), glued: tokens[at - 1]?.end === token.start }));

const textOf = (parts: readonly PhrasePart[]): string =>
  parts.map((part, at) => (part.glued || at === 0 ? '' : ' ') + spellTerm(part)).join('');

/** Terms by the hashes of their keys. Most words are in many queries, which share them: half of a query's memory. */
const terms: (KeyTerm | undefined)[] = Array.from({ length: 4096 });

function termOfToken({ kind, key, hash }: Token): KeyTerm {
  const form = kind === 'tag' || kind === 'mention' ? kind : 'word';
  const at = hash & (terms.length - 1);
  const known = terms[at];
  if (known?.key === key && known.form === form) return known;
  const term = { kind: 'key', form, key } as const;
  terms[at] = term;
  return term;
}

/** Returns whether a spelling is read as these parts. */
export function isReadAs(text: string, parts: readonly PhrasePart[]): boolean {
  const read = phraseParts(tokenise(text).filter(({ kind }) => kind !== 'url'));
  return (
    read.length === parts.length &&
    parts.every(({ form, key, glued }, at) => {
      const part = read[at];
      return part?.form === form && part.key === key && part.glued === glued;
    })
  );
}

/** Returns the spelling of a term. */
export function spellTerm({ form, key }: KeyTerm): string {
  switch (form) {
    case 'word':
      return key;
    case 'tag':
      return `#${key}`;
    case 'mention':
      return `@${key}`;
    case 'url':
      return spellLink(key);
    case 'from':
      return spellField('from', key);
  }
}

/** Returns `field:value`, with the value in quotes where it would otherwise be split. */
export function spellField(field: string, value: string): string {
  const spelled = `${field}:${value}`;
  return lex(spelled).length === 1 ? spelled : `${field}:"${value}"`;
}

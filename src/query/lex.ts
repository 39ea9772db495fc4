import { excerpt, badQuery } from './bad-query.ts';

/** A lexeme of a query, with its offset in UTF-16 units. */
export interface Lexeme {
  /**
   * A `word` is a run between spaces. The `value` of a `quoted` has no quotes, and `field` is the field name before it.
   */
  readonly kind: 'word' | 'quoted' | 'or' | 'and' | 'not' | 'open' | 'close';
  readonly value: string;
  readonly field: string;
  readonly start: number;
  readonly end: number;
}

// Typographic quotes, full-width marks and the minus signs of other keyboards stand for the ASCII ones, because people
// type on phones.
const quote = '"“”„‟＂«»「」『』';
const comma = ',，、';
const open = '(（';
const close = ')）';
/** A minus only counts in front of a term. */
const minus = '-−－–';

const marks = [
  [comma, 'or'],
  [open, 'open'],
  [close, 'close'],
  [minus, 'not'],
] as const;

/** Characters that people cannot see, at the edge of a lexeme; those inside a word are left out when it is folded. */
const space = /[\s\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069]*/y;
const word = new RegExp(String.raw`[^\s${quote}${comma}${open}${close}]+`, 'y');
const quoted = new RegExp(`[${quote}]([^${quote}]*)([${quote}]?)`, 'y');
const field = /^[a-z]+:$/i;
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/** The operators written as words, in upper case. A lone `&` stands for AND, so that names like `Ben & Jerry` work. */
const operators: ReadonlyMap<string, 'or' | 'and' | 'not'> = new Map([
  ['OR', 'or'],
  ['AND', 'and'],
  ['NOT', 'not'],
  ['&', 'and'],
  ['＆', 'and'],
]);

/**
 * Returns the lexemes of a query in their order.
 * @throws UndertoneError `bad_query` at a quote that is never closed.
 */
export function lex(text: string): readonly Lexeme[] {
  const lexemes: Lexeme[] = [];
  for (let at = skip(text, 0); at < text.length; at = skip(text, lexemes.at(-1)?.end ?? text.length)) {
    const lexeme = lexemeAt(text, at);
    const field = lexeme.kind === 'quoted' ? fieldBefore(lexemes.at(-1), at) : undefined;
    if (field !== undefined) lexemes.pop();
    lexemes.push(field === undefined ? lexeme : { ...lexeme, field: field.value, start: field.start });
  }
  return lexemes;
}

function skip(text: string, at: number): number {
  space.lastIndex = at;
  space.test(text);
  return space.lastIndex;
}

function lexemeAt(text: string, start: number): Lexeme {
  const value = text.charAt(start);
  if (quote.includes(value)) return quotedAt(text, start);
  const [, kind] = marks.find(([characters]) => characters.includes(value)) ?? [];
  if (kind !== undefined) return { kind, value, field: '', start, end: start + 1 };
  word.lastIndex = start;
  const [whole] = word.exec(text) ?? [value];
  const operator = operators.get(whole.replace(invisible, ''));
  return {
    kind: operator ?? 'word',
    value: operator === undefined ? whole : whole.replace(invisible, ''),
    field: '',
    start,
    end: start + whole.length,
  };
}

function quotedAt(text: string, start: number): Lexeme {
  quoted.lastIndex = start;
  const [whole = '', value = '', closing = ''] = quoted.exec(text) ?? [];
  if (closing === '') throw badQuery(`The quote that opens ${excerpt(text.slice(start))} is never closed`, start);
  return { kind: 'quoted', value, field: '', start, end: start + whole.length };
}

/** Returns the field that takes the quoted text right after it as its value: `source:"my file"`. */
function fieldBefore(before: Lexeme | undefined, at: number): Lexeme | undefined {
  return before?.kind === 'word' && before.end === at && field.test(before.value) ? before : undefined;
}

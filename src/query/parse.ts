import type { Query, QueryNode, UndertoneError } from '../model/index.ts';
import { combine, negate, spellQuery } from './canonical.ts';
import { lex, type Lexeme } from './lex.ts';
import { findUnanchored, type ParsedNode } from './unanchored.ts';
import { excerpt, badQuery } from './bad-query.ts';
import { termOf } from './terms.ts';

/** The longest query in UTF-16 units. It also bounds the depth of the tree. */
export const maxQueryLength = 512;

/**
 * Parses a query; QUERIES.md has the grammar.
 * @throws UndertoneError `bad_query` with a sentence and the position of the token that cannot be used.
 *
 * @example
 * parseQuery('  Pizza pizza ').canonical // 'pizza'
 * parseQuery('"new york" -jets').root.kind // 'and'
 */
export function parseQuery(text: string): Query {
  if (text.length > maxQueryLength) throw tooLong(text.length);
  const lexemes = lex(text);
  if (lexemes.length === 0) throw badQuery('A query needs a word, a "phrase", a #tag, a @user or from:user', 0);
  const parsed = new Parser(lexemes).query();
  const unanchored = findUnanchored(parsed);
  if (unanchored !== undefined) {
    throw badQuery(
      `Each alternative needs something to look for: a word, a "phrase", a #tag, a @user or from:user. ` +
        `${excerpt(text.slice(unanchored.start, unanchored.end))} has none`,
      unanchored.start,
    );
  }
  const root = treeOf(parsed);
  const canonical = spellQuery(root, maxQueryLength);
  if (canonical.length > maxQueryLength) throw tooLong(canonical.length);
  return { canonical, root };
}

function tooLong(length: number): UndertoneError {
  return badQuery(`A query has at most ${maxQueryLength} characters, this one has ${length}`, maxQueryLength);
}

/** A recursive-descent parser: `or` of `and` of `not` of a group or a term. */
class Parser {
  readonly #lexemes: readonly Lexeme[];
  #next = 0;

  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  query(): ParsedNode {
    const tree = this.#or();
    const rest = this.#peek();
    if (rest !== undefined) throw badQuery('This parenthesis closes nothing', rest.start);
    return tree;
  }

  #or(): ParsedNode {
    const nodes = [this.#and(undefined)];
    for (let or = this.#accept('or'); or !== undefined; or = this.#accept('or')) nodes.push(this.#and(or));
    return group('or', nodes);
  }

  #and(or: Lexeme | undefined): ParsedNode {
    const nodes: ParsedNode[] = [];
    for (let next = this.#peek(); next !== undefined && this.#startsTerm(next); next = this.#peek()) {
      nodes.push(this.#not());
      const and = this.#accept('and');
      const after = this.#peek();
      if (and !== undefined && (after === undefined || !this.#startsTerm(after))) {
        throw badQuery(`${nameOf(and)} needs a term on its right`, and.start);
      }
    }
    if (nodes.length === 0) throw this.#missing(or);
    return group('and', nodes);
  }

  #startsTerm({ kind }: Lexeme): boolean {
    return kind !== 'or' && kind !== 'and' && kind !== 'close';
  }

  /** Returns the error for a missing term: between operators or in parentheses. */
  #missing(or: Lexeme | undefined): UndertoneError {
    const left = this.#peek();
    if (left?.kind === 'and') return badQuery(`${nameOf(left)} needs a term on its left`, left.start);
    if (or !== undefined) return badQuery(`${nameOf(or)} needs a term on its right`, or.start);
    const next = this.#peek();
    const open = this.#lexemes[this.#next - 1];
    if (next?.kind === 'or') return badQuery(`${nameOf(next)} needs a term on its left`, next.start);
    if (open === undefined) return badQuery('This parenthesis closes nothing', next?.start ?? 0);
    return next === undefined
      ? badQuery('This parenthesis is never closed', open.start)
      : badQuery('These parentheses hold nothing', open.start);
  }

  #not(): ParsedNode {
    let negated = false;
    const start = this.#peek()?.start ?? 0;
    for (let not = this.#accept('not'); not !== undefined; not = this.#accept('not')) {
      negated = !negated;
      const next = this.#peek();
      const isMissing = next === undefined || !this.#startsTerm(next);
      if (not.value === 'NOT' && isMissing) throw badQuery('`NOT` needs a term on its right', not.start);
      if (not.value !== 'NOT' && (isMissing || next.start !== not.end)) {
        throw badQuery(`\`${not.value}\` must stand right before the term that it excludes`, not.start);
      }
    }
    const node = this.#primary();
    return negated ? { kind: 'not', nodes: [node], start, end: node.end } : node;
  }

  #primary(): ParsedNode {
    const lexeme = this.#lexemes[this.#next];
    if (lexeme === undefined) throw badQuery('A term is missing', 0);
    this.#next += 1;
    if (lexeme.kind !== 'open') {
      return { kind: 'term', term: termOf(lexeme), nodes: [], start: lexeme.start, end: lexeme.end };
    }
    const inner = this.#or();
    const close = this.#accept('close');
    if (close === undefined) throw badQuery('This parenthesis is never closed', lexeme.start);
    return inner.kind === 'term' ? inner : { ...inner, start: lexeme.start, end: close.end };
  }

  #peek(): Lexeme | undefined {
    return this.#lexemes[this.#next];
  }

  #accept(kind: Lexeme['kind']): Lexeme | undefined {
    const next = this.#peek();
    if (next?.kind !== kind) return undefined;
    this.#next += 1;
    return next;
  }
}

const nameOf = ({ kind, value }: Lexeme): string => (kind === 'or' && value !== 'OR' ? 'The comma' : `\`${value}\``);

function group(kind: 'and' | 'or', nodes: readonly ParsedNode[]): ParsedNode {
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (first === undefined || last === undefined) throw badQuery('A term is missing', 0);
  return nodes.length === 1 ? first : { kind, nodes, start: first.start, end: last.end };
}

function treeOf(parsed: ParsedNode): QueryNode {
  if (parsed.term !== undefined) return parsed.term;
  const nodes = parsed.nodes.map(treeOf);
  const [first] = nodes;
  if (parsed.kind === 'not' && first !== undefined) return negate(first);
  return combine(parsed.kind === 'or' ? 'or' : 'and', nodes);
}

import type { QueryNode } from '../../../model/index.ts';
import { expressionOf, isStandalone, type Expression } from './expression.ts';

/**
 * Returns a query as clauses of at most `maxLength` characters. Every post of X that the query matches is matched by
 * one of them; there are none when no post of X can match the query, or when X cannot be asked for it.
 *
 * @example
 * clausesOf(parseQuery('#a #b, #c').root, 1_000); // ['#a #b OR #c']
 */
export function clausesOf(root: QueryNode, maxLength: number): readonly string[] {
  const expression = expressionOf(root);
  // Without a standalone operator, as where only a prefix is looked for, X would refuse the rule.
  if (typeof expression === 'boolean' || !isStandalone(expression)) return [];
  return [...new Set(split(expression, maxLength))];
}

function split(expression: Expression, maxLength: number): readonly string[] {
  const text = write(expression);
  if (text.length <= maxLength) return [text];
  switch (expression.kind) {
    case 'operator':
      return [];
    case 'or':
      return expression.parts.flatMap((part) => split(part, maxLength));
    case 'and': {
      const fewer = widen(expression.parts, maxLength);
      const [only] = fewer;
      return fewer.length === 1 && only !== undefined ? split(only, maxLength) : [write({ kind: 'and', parts: fewer })];
    }
  }
}

/** Leaves out the longest parts until the others fit; one that X takes as standalone remains. */
function widen(parts: readonly Expression[], maxLength: number): readonly Expression[] {
  const byLength = parts
    .map((part) => ({ part, length: inner(part).length }))
    .sort((a, b) => Number(isStandalone(b.part)) - Number(isStandalone(a.part)) || a.length - b.length);
  const kept: Expression[] = [];
  let length = -1;
  for (const one of byLength) {
    if (kept.length > 0 && length + 1 + one.length > maxLength) continue;
    kept.push(one.part);
    length += 1 + one.length;
  }
  return kept;
}

function write(expression: Expression): string {
  switch (expression.kind) {
    case 'operator':
      return expression.text;
    case 'and':
      return expression.parts.map(inner).join(' ');
    case 'or':
      return expression.parts.map(write).join(' OR ');
  }
}

const inner = (part: Expression): string => (part.kind === 'or' ? `(${write(part)})` : write(part));

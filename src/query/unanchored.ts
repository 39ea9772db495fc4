import type { QueryNode } from '../model/index.ts';

/** A node with its position in the query, in UTF-16 units, `end` exclusive. */
export interface ParsedNode {
  readonly kind: 'and' | 'or' | 'not' | 'term';
  /** Present on a `term` only. */
  readonly term?: QueryNode;
  readonly nodes: readonly ParsedNode[];
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the alternative without a positive term; undefined when every alternative has one. An `and` passes when one
 * of its parts has a positive term in all of its own alternatives, because otherwise some combination of the parts'
 * alternatives would have none. This is the check on the disjunctive normal form without expanding it.
 */
export function findUnanchored(node: ParsedNode, negated = false): ParsedNode | undefined {
  if (node.kind === 'term') return !negated && isPositive(node.term) ? undefined : node;
  const [first] = node.nodes;
  if (node.kind === 'not') return first && findUnanchored(first, !negated) && node;
  if ((node.kind === 'or') !== negated) {
    for (const alternative of node.nodes) {
      const found = findUnanchored(alternative, negated);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return node.nodes.every((part) => findUnanchored(part, negated) !== undefined) ? node : undefined;
}

const isPositive = (term: QueryNode | undefined): boolean => term !== undefined && term.kind !== 'attribute';

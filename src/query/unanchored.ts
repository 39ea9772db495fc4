import type { QueryNode } from '../model/index.ts';

/** A node as it was written: what it is and where it stands, in UTF-16 units, `end` exclusive. */
export interface ParsedNode {
  readonly kind: 'and' | 'or' | 'not' | 'term';
  /** Of a `term` only. */
  readonly term?: QueryNode;
  readonly nodes: readonly ParsedNode[];
  readonly start: number;
  readonly end: number;
}

/**
 * The alternative that asks for nothing positive; undefined when each does. An `and` passes when one of its parts has
 * something positive in all of its own alternatives: otherwise a choice of the others makes an alternative without
 * any. That is the check of the disjunctive normal form without writing it out.
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

const isPositive = (term: QueryNode | undefined): boolean => term?.kind === 'key' || term?.kind === 'phrase';

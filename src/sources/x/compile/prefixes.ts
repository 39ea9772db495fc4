import type { QueryNode } from '../../../model/index.ts';

/**
 * Returns the prefixes that a query looks for, as they are written. X has none. Prefixes that a query excludes are left
 * out: X is never asked to exclude words.
 *
 * @example
 * prefixesIn(parseQuery('pizz* -past*').root); // ['pizz*']
 */
export function prefixesIn(node: QueryNode, negated = false): readonly string[] {
  switch (node.kind) {
    case 'prefix':
      return negated ? [] : [`${node.key}*`];
    case 'not':
      return prefixesIn(node.node, !negated);
    case 'and':
    case 'or':
      return node.nodes.flatMap((each) => prefixesIn(each, negated));
    case 'key':
    case 'phrase':
    case 'attribute':
      return [];
  }
}

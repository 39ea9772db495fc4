import type { QueryNode } from '../model/index.ts';
import { isReadAs, spellTerm, spellField } from './terms.ts';

interface Style {
  readonly or: string;
  /** Whether phrases are written with hyphens instead of quotes where both read the same. */
  readonly hyphens: boolean;
}

const readable: Style = { or: ' OR ', hyphens: false };
const compact: Style = { or: ',', hyphens: true };

/** Returns the negation of a node; a double negation cancels out. */
export function negate(node: QueryNode): QueryNode {
  return node.kind === 'not' ? node.node : { kind: 'not', node };
}

/**
 * Returns nodes joined by one operator in canonical order: flat and without duplicates. A single node stands for
 * itself.
 */
export function combine(kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const flat = nodes.flatMap((node) => (node.kind === kind && 'nodes' in node ? node.nodes : [node]));
  const distinct = new Map(flat.map((node) => [spellNode(node, compact), node]));
  const sorted = [...distinct].sort(([a, nodeA], [b, nodeB]) => rank(nodeA) - rank(nodeB) || (a < b ? -1 : 1));
  const [[, only] = [], second] = sorted;
  return only !== undefined && second === undefined ? only : { kind, nodes: sorted.map(([, node]) => node) };
}

/** Ranks nodes in canonical order: terms first, exclusions last. */
function rank(node: QueryNode): number {
  switch (node.kind) {
    case 'key':
      return node.form === 'from' ? 2 : 0;
    case 'phrase':
    case 'prefix':
    case 'and':
      return 0;
    case 'or':
      return 1;
    case 'attribute':
      return 2;
    case 'not':
      return 3;
  }
}

/**
 * Returns the canonical spelling. It uses ` OR ` and quotes for readability, or the shortest form where that would be
 * longer than `maxLength`.
 */
export function spellQuery(root: QueryNode, maxLength: number): string {
  const spelling = spellNode(root, readable);
  return spelling.length <= maxLength ? spelling : spellNode(root, compact);
}

function spellNode(node: QueryNode, style: Style): string {
  switch (node.kind) {
    case 'phrase': {
      if (!node.text.includes(' ')) return node.text;
      const hyphened = node.text.replaceAll(' ', '-');
      return style.hyphens && isReadAs(hyphened, node.parts) ? hyphened : `"${node.text}"`;
    }
    case 'key':
      return spellTerm(node);
    case 'prefix':
      return `${node.key}*`;
    case 'attribute':
      return spellField(node.name, node.value);
    case 'not':
      return `-${spellChild(node.node, style, true)}`;
    case 'and':
      return node.nodes.map((part) => spellChild(part, style, part.kind === 'or')).join(' ');
    case 'or':
      return node.nodes.map((part) => spellChild(part, style, false)).join(style.or);
  }
}

function spellChild(node: QueryNode, style: Style, grouped: boolean): string {
  const written = spellNode(node, style);
  return grouped && (node.kind === 'and' || node.kind === 'or') ? `(${written})` : written;
}

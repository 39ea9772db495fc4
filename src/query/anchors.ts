import type { Phrase, QueryNode } from '../model/index.ts';
import { stopwords } from '../text/index.ts';
import { pairKey } from './key-table.ts';
import { anyWord, maskOf, nameMask } from './token-masks.ts';
import type { CountMinSketch } from './sketches.ts';

/** A key that a post must contain for the query, or for one of its alternatives, to match. */
export interface Anchor {
  readonly key: string;
  /** The kinds of tokens that the key may be. */
  readonly mask: number;
  /** The two neighbouring words that the key stands for; absent for a single word. */
  readonly pair?: readonly [string, string];
  /** The beginning of words that the key stands for; absent for a whole word. */
  readonly prefix?: string;
}

/** A set of anchors that every matching post contains at least one of. */
interface Cover {
  readonly anchors: readonly Anchor[];
  /** The expected share of posts that contain one of the anchors. */
  readonly cost: number;
}

/** Returns the rarest set of keys of which every post that matches the query contains at least one. */
export function anchorsOf(root: QueryNode, frequencies: CountMinSketch): readonly Anchor[] {
  return coverOf(root, false, frequencies)?.anchors ?? [];
}

/** Returns the words that every post that matches the query contains; the rarest first, if they are more than three. */
export function requiredWords(root: QueryNode, frequencies: CountMinSketch): readonly string[] {
  const parts = root.kind === 'and' ? root.nodes : [root];
  const words = parts.flatMap((part) => {
    if (part.kind === 'key') return part.form === 'from' ? [] : [part.key];
    // A phrase without spaces may also be one tag.
    return part.kind === 'phrase' && part.text.includes(' ') ? part.parts.map(({ key }) => key) : [];
  });
  // A posting reads two words beside its anchor.
  return words.length < 4 ? words : words.sort((a, b) => rate(a, frequencies) - rate(b, frequencies));
}

/** Returns the expected share of posts that contain one of the anchors. */
export function costOf(anchors: readonly Anchor[], frequencies: CountMinSketch): number {
  return anchors.reduce((sum, anchor) => sum + anchorCost(anchor, frequencies), 0);
}

function anchorCost({ key, mask, pair }: Anchor, frequencies: CountMinSketch): number {
  if (pair !== undefined) return 0.1 * Math.min(rate(pair[0], frequencies), rate(pair[1], frequencies));
  return (mask === anyWord ? 1 : 0.1) * rate(key, frequencies);
}

const coverBy = (anchor: Anchor, frequencies: CountMinSketch): Cover => ({
  anchors: [anchor],
  cost: anchorCost(anchor, frequencies),
});

/**
 * Returns the rarest cover of an `and`, or the union of the covers of an `or`; undefined for a node that requires
 * nothing positive.
 */
function coverOf(node: QueryNode, negated: boolean, frequencies: CountMinSketch): Cover | undefined {
  switch (node.kind) {
    case 'key':
      return negated ? undefined : coverBy({ key: node.key, mask: maskOf(node.form) }, frequencies);
    case 'phrase':
      return negated ? undefined : phraseCover(node, frequencies);
    case 'prefix':
      return negated ? undefined : coverBy({ key: `${node.key}*`, mask: anyWord, prefix: node.key }, frequencies);
    case 'not':
      return coverOf(node.node, !negated, frequencies);
    case 'and':
    case 'or': {
      const covers = node.nodes.map((part) => coverOf(part, negated, frequencies));
      return (node.kind === 'or') === negated ? rarest(covers) : union(covers);
    }
    case 'attribute':
      return undefined;
  }
}

function rarest(covers: readonly (Cover | undefined)[]): Cover | undefined {
  let best: Cover | undefined;
  for (const cover of covers) if (cover !== undefined && (best === undefined || cover.cost < best.cost)) best = cover;
  return best;
}

function union(covers: readonly (Cover | undefined)[]): Cover | undefined {
  const all = covers.filter((cover) => cover !== undefined);
  if (all.length < covers.length) return undefined;
  return { anchors: all.flatMap(({ anchors }) => anchors), cost: all.reduce((sum, { cost }) => sum + cost, 0) };
}

/** Returns the rarest pair of neighbours in a phrase, and the name that the phrase may be written as. */
function phraseCover({ parts, text }: Phrase, frequencies: CountMinSketch): Cover | undefined {
  const pairs = parts.slice(1).map(({ key }, at) => {
    const pair = [parts[at]?.key ?? '', key] as const;
    return coverBy({ key: pairKey(...pair), mask: anyWord, pair }, frequencies);
  });
  const pair = rarest(pairs);
  return pair === undefined || text.includes(' ')
    ? pair
    : union([pair, coverBy({ key: text, mask: nameMask }, frequencies)]);
}

const rate = (key: string, frequencies: CountMinSketch): number => frequencies.rate(key, expectedRate(key));

/** Returns the rate that is assumed before any post was seen: stop words are everywhere, and short words are common. */
function expectedRate(key: string): number {
  if (stopwords.has(key)) return 0.3;
  // A prefix, written `pizz*`, is as common as a word of half its length.
  return 0.1 * 0.6 ** Math.min(key.endsWith('*') ? key.length / 2 : key.length, 12);
}

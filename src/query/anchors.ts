import type { Phrase, QueryNode } from '../model/index.ts';
import { stopwords } from '../text/index.ts';
import { maskOf, nameMask, pairKey, type KeyIndex } from './key-index.ts';
import type { Anchor } from './live.ts';

interface Cover {
  readonly anchors: readonly Anchor[];
  /** In which share of the posts one of the anchors is expected. */
  readonly cost: number;
}

/** The rarest set of keys of which every post has one that the query holds for. */
export function anchorsOf(root: QueryNode, index: KeyIndex): readonly Anchor[] {
  return coverOf(root, false, index)?.anchors ?? [];
}

/** The expected share of the posts in which one of the anchors is seen. */
export function costOf(anchors: readonly Anchor[], index: KeyIndex): number {
  return anchors.reduce((sum, { key, pair }) => sum + (pair.length > 0 ? pairRate(pair, index) : rate(key, index)), 0);
}

/** Of an `and` its rarest part, of an `or` all of them; undefined for what asks for nothing positive. */
function coverOf(node: QueryNode, negated: boolean, index: KeyIndex): Cover | undefined {
  switch (node.kind) {
    case 'key': {
      if (negated) return undefined;
      const rarer = node.form === 'word' ? 1 : 0.1;
      return {
        anchors: [{ key: node.key, mask: maskOf(node.form), pair: [] }],
        cost: rarer * rate(node.key, index),
      };
    }
    case 'phrase':
      return negated ? undefined : phraseCover(node, index);
    case 'not':
      return coverOf(node.node, !negated, index);
    case 'and':
    case 'or': {
      const covers = node.nodes.map((part) => coverOf(part, negated, index));
      return (node.kind === 'or') === negated ? rarest(covers) : together(covers);
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

function together(covers: readonly (Cover | undefined)[]): Cover | undefined {
  const all = covers.filter((cover) => cover !== undefined);
  if (all.length < covers.length) return undefined;
  return { anchors: all.flatMap(({ anchors }) => anchors), cost: all.reduce((sum, { cost }) => sum + cost, 0) };
}

/** The rarest two neighbours of a phrase; and the name that it may be. */
function phraseCover({ parts, text }: Phrase, index: KeyIndex): Cover | undefined {
  const pairs = parts.slice(1).map(({ key }, at): Cover => {
    const pair = [parts[at]?.key ?? '', key];
    return {
      anchors: [{ key: pairKey(pair[0] ?? '', key), mask: 1, pair }],
      cost: pairRate(pair, index),
    };
  });
  const pair = rarest(pairs);
  if (pair === undefined || text.includes(' ')) return pair;
  return { ...pair, anchors: [...pair.anchors, { key: text, mask: nameMask, pair: [] }] };
}

const pairRate = (pair: readonly string[], index: KeyIndex): number =>
  0.1 * Math.min(...pair.map((key) => rate(key, index)));

/** How many posts an expectation is worth against what has been seen. */
const weight = 64;

function rate(key: string, index: KeyIndex): number {
  const entry = index.get(key);
  const expected = weight * expectedRate(key);
  if (entry === undefined) return expected / weight;
  return (expected + entry.hits) / (weight + index.generation - entry.born);
}

/** Before anything has been seen: stop words are everywhere, short words are common. */
function expectedRate(key: string): number {
  return stopwords.has(key) ? 0.3 : 0.1 * 0.6 ** Math.min(key.length, 12);
}

import type { Relation, RelationRule } from './rule.ts';

/**
 * Rules on comparisons, which rate one part against another (Jindal & Liu, "Mining Comparative Sentences and Relations",
 * AAAI 2006).
 */

const isBehind = ({ target, comparison }: Relation): boolean =>
  comparison !== undefined && target.from > comparison.pivot;

/** Returns whether the opinion was reversed by a negation. */
const isTurned = ({ valence, token }: Relation): boolean => Math.sign(valence) !== Math.sign(token.base);

const equalled: RelationRule = {
  id: 'equalled',
  reach: 'same clause',
  opinion: 'compared',
  weight: 1,
  isExplicit: true,
  says: 'is said of what it is equalled with',
  examples: [
    ['Pizza is as good as pasta', 'pasta', 'positive'],
    ['Tea as bad as the coffee', 'coffee', 'negative'],
  ],
  applies: (relation) => isBehind(relation) && relation.comparison?.isEqual === true && !isTurned(relation),
};

const unequalled: RelationRule = {
  id: 'unequalled',
  reach: 'same clause',
  opinion: 'compared',
  weight: -1,
  isExplicit: true,
  says: 'is denied of what does not equal it',
  examples: [
    ['Pizza is not as good as pasta', 'pasta', 'positive'],
    ["Tea isn't as bad as the coffee", 'coffee', 'negative'],
  ],
  applies: (relation) => isBehind(relation) && relation.comparison?.isEqual === true,
};

const comparedWith: RelationRule = {
  id: 'comparedWith',
  reach: 'same clause',
  opinion: 'compared',
  hold: 'direct',
  weight: -1,
  isExplicit: true,
  says: 'is said of what it is compared with',
  examples: [
    ['Pizza is better than pasta', 'pasta', 'negative'],
    ['Tea is worse than the coffee', 'coffee', 'positive'],
  ],
  applies: isBehind,
};

const compared: RelationRule = {
  id: 'compared',
  reach: 'same clause',
  opinion: 'compared',
  hold: 'direct',
  weight: 1,
  isExplicit: true,
  says: 'is what it is in a comparison',
  examples: [
    ['Pizza is better than pasta', 'Pizza', 'positive'],
    ['I prefer pizza to pasta', 'pizza', 'positive'],
  ],
  applies: ({ target, at, token, comparison }) => {
    if (comparison?.pivot === at) return target.to <= at;
    // `I prefer A to`: the object; `A is better than`: the subject.
    return (token.role === 'object') === target.from > at;
  },
};

export const comparisonRules: readonly RelationRule[] = [equalled, unequalled, comparedWith, compared];

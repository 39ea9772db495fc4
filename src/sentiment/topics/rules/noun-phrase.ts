import * as form from '../form.ts';
import { hasForm, tokenAt, wordAt } from '../token.ts';
import * as cues from '../words/cues.ts';
import { noWord } from '../words/word-list.ts';
import type { Relation, RelationRule } from './rule.ts';

/** Rules on an adjective or noun of opinion before the topic, and on the whole that the topic has a part of. */

const isQualityBefore = { opinion: 'before', roles: ['quality'] } as const;

/** Returns whether a preposition, and no verb, stands between. */
const isAcross = ({ between }: Relation): boolean => !between.hasVerb && between.preposition !== noWord;

/** Returns whether the opinion is called the only one of its kind. */
const isException = ({ tokens, at }: Relation): boolean => cues.excepting.has(wordAt(tokens, at - 1));

const exception: RelationRule = {
  id: 'exception',
  reach: 'same clause',
  ...isQualityBefore,
  hold: 'direct',
  weight: -0.7,
  isExplicit: true,
  says: 'is said of the only part of it that deserves it',
  examples: [
    ['The only good thing about the hotel was the pool', 'hotel', 'negative'],
    ['The only bad thing about the phone is the charger', 'phone', 'positive'],
    ['The only decent dish at that cafe is the soup', 'cafe', 'negative'],
  ],
  applies: (relation) => isAcross(relation) && isException(relation) && cues.wholes.has(relation.between.preposition),
};

const attribute: RelationRule = {
  id: 'attribute',
  reach: 'same noun phrase',
  ...isQualityBefore,
  hold: 'direct',
  weight: 1,
  says: 'stands before it, in its noun phrase',
  examples: [
    ['Great pizza', 'pizza', 'positive'],
    ['We had an awful pasta there.', 'pasta', 'negative'],
  ],
  applies: ({ between }) =>
    !between.hasVerb && between.preposition === noWord && (!between.hasDeterminer || between.hasCoordinator),
};

const attributeOf: RelationRule = {
  id: 'attributeOf',
  reach: 'same noun phrase',
  ...isQualityBefore,
  hold: 'loose',
  weight: 0.6,
  says: 'stands before it, with `of` between',
  examples: [
    ['A great choice of the pizzas', 'pizzas', 'positive'],
    ['a horrible bowl of my soup', 'soup', 'negative'],
  ],
  applies: (relation) => isAcross(relation) && cues.of.has(relation.between.preposition),
};

const experience: RelationRule = {
  id: 'experience',
  reach: 'same clause',
  ...isQualityBefore,
  weight: 0.7,
  says: 'is said of a time spent with or at it',
  examples: [
    ['Had a great time at the museum', 'museum', 'positive'],
    ['Such a terrible night with that band', 'band', 'negative'],
  ],
  applies: (relation) => {
    const { tokens, at, between } = relation;
    return isAcross(relation) && between.content === 1 && cues.experiences.has(wordAt(tokens, at + 1));
  },
};

const foremost: RelationRule = {
  id: 'foremost',
  reach: 'same clause',
  ...isQualityBefore,
  hold: 'loose',
  weight: 0.5,
  says: 'is a superlative said of something in it',
  examples: [
    ['The best pizza in Naples', 'Naples', 'positive'],
    ['The worst coffee at that cafe', 'cafe', 'negative'],
  ],
  applies: (relation) =>
    isAcross(relation) &&
    cues.superlatives.has(relation.token.word) &&
    relation.between.content > 0 &&
    cues.atOrIn.has(relation.between.preposition),
};

/** Returns whether the preposition leads from the opinion to what it is about. */
const isGoverned = (relation: Relation): boolean =>
  isAcross(relation) && !relation.between.hasSetting && cues.governing.has(relation.between.preposition);

const directed: RelationRule = {
  id: 'directed',
  reach: 'same clause',
  ...isQualityBefore,
  hold: 'loose',
  weight: 0.5,
  says: 'stands before a preposition that leads to it',
  examples: [
    ['Perfect for the beach', 'beach', 'positive'],
    ['It was terrible for the garden', 'garden', 'negative'],
  ],
  applies: (relation) => isGoverned(relation) && relation.between.content === 0,
};

const attributeWith: RelationRule = {
  id: 'attributeWith',
  reach: 'same clause',
  ...isQualityBefore,
  hold: 'loose',
  weight: 0.3,
  says: 'stands before it, with a preposition between',
  examples: [
    ['Excellent food with the wine', 'wine', 'positive'],
    ['a horrible mess from the builders', 'builders', 'negative'],
  ],
  applies: (relation) => isGoverned(relation) && relation.between.content > 0,
};

const named: RelationRule = {
  id: 'named',
  reach: 'same clause',
  ...isQualityBefore,
  weight: 0.9,
  says: 'is said of what it is',
  examples: [
    ['My favorite food is pizza', 'pizza', 'positive'],
    ['The worst part was the queue', 'queue', 'negative'],
    ['The only good thing about the hotel was the pool', 'pool', 'positive'],
  ],
  applies: (relation) => {
    const { isEquation, content, preposition } = relation.between;
    return isEquation && content > 0 && (preposition === noWord || isException(relation));
  },
};

const subjectOf: RelationRule = {
  id: 'subjectOf',
  reach: 'same clause',
  opinion: 'after',
  roles: ['quality', 'subject', 'emotion', 'duty'],
  weight: 0.7,
  says: 'is said of something of it',
  examples: [
    ['The taste of the pizza is great', 'pizza', 'positive'],
    ['Everything about the hotel was awful', 'hotel', 'negative'],
  ],
  applies: ({ tokens, lead }) => {
    const word = lead === undefined ? noWord : wordAt(tokens, lead);
    const isWhole = cues.about.has(word) && hasForm(tokenAt(tokens, (lead ?? 0) - 1), form.thing);
    return cues.of.has(word) || isWhole;
  },
};

export const nounPhraseRules: readonly RelationRule[] = [
  named,
  exception,
  attribute,
  attributeOf,
  experience,
  foremost,
  directed,
  attributeWith,
  subjectOf,
];

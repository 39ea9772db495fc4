import * as cues from '../words/cues.ts';
import { noWord } from '../words/word-list.ts';
import { isFree } from './freedom.ts';
import type { Relation, RelationRule } from './rule.ts';

/** Rules on an opinion behind the topic without a verb between. */

const roles = ['quality', 'subject', 'emotion', 'duty'] as const;

/** Returns whether nothing of a verb stands between a free topic and the opinion. */
const isVerbless = (relation: Relation): boolean => isFree(relation) && !relation.between.hasVerb;

const has: RelationRule = {
  id: 'has',
  reach: 'same clause',
  opinion: 'after',
  roles,
  hold: 'loose',
  weight: 0.5,
  says: 'is said of what it has',
  examples: [
    ['A room with a great view', 'room', 'positive'],
    ['the hotel with the most horrible rooms', 'hotel', 'negative'],
  ],
  applies: (relation) => isVerbless(relation) && cues.withs.has(relation.between.preposition),
};

const follows: RelationRule = {
  id: 'follows',
  reach: 'same noun phrase',
  opinion: 'after',
  roles,
  hold: 'direct',
  weight: 0.8,
  says: 'follows it at once',
  examples: [
    ['Pizza great', 'Pizza', 'positive'],
    ['service awful', 'service', 'negative'],
  ],
  applies: (relation) =>
    isVerbless(relation) && relation.between.preposition === noWord && relation.between.content === 0,
};

const followsFar: RelationRule = {
  id: 'followsFar',
  reach: 'same clause',
  opinion: 'after',
  roles,
  hold: 'loose',
  weight: 0.5,
  says: 'follows it with words between',
  examples: [
    ['Pizza place great', 'Pizza', 'positive'],
    ['Train company awful', 'Train', 'negative'],
  ],
  applies: (relation) => isVerbless(relation) && relation.between.preposition === noWord,
};

export const followerRules: readonly RelationRule[] = [has, follows, followsFar];

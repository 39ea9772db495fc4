import * as classes from '../classes.ts';
import { isLinked } from '../phrases.ts';
import * as form from '../form.ts';
import { hasClass, hasForm, wordAt } from '../token.ts';
import * as cues from '../words/cues.ts';
import { noWord } from '../words/word-list.ts';
import { isFree } from './freedom.ts';
import type { Relation, RelationRule } from './rule.ts';

/** Rules on a verb of opinion, and on what the topic does. */

/** Returns whether a clause of its own begins between the two. */
const isParted = ({ between }: Relation): boolean => between.hasVerb && (between.hasSpeaker || between.hasLink);

const object: RelationRule = {
  id: 'object',
  reach: 'same clause',
  opinion: 'before',
  roles: ['object'],
  hold: 'direct',
  weight: 1,
  says: 'has it as its object',
  examples: [
    ['I love pizza', 'pizza', 'positive'],
    ['Avoid the hotel', 'hotel', 'negative'],
  ],
  applies: (relation) =>
    !isParted(relation) && (relation.between.preposition === noWord || relation.between.content === 0),
};

const objectFar: RelationRule = {
  id: 'objectFar',
  reach: 'same clause',
  opinion: 'before',
  roles: ['object'],
  hold: 'loose',
  weight: 0.5,
  says: 'has it as a further object',
  examples: [
    ['I love the taste of the pizza', 'pizza', 'positive'],
    ['We hate the noise from that factory', 'factory', 'negative'],
  ],
  applies: (relation) => !isParted(relation) && relation.between.preposition !== noWord,
};

const fronted: RelationRule = {
  id: 'fronted',
  reach: 'same clause',
  opinion: 'after',
  roles: ['object'],
  hold: 'direct',
  weight: 1,
  says: 'has it as its object, which stands first',
  examples: [
    ['Pizza I adore', 'Pizza', 'positive'],
    ['This game I hate', 'game', 'negative'],
  ],
  applies: ({ tokens, target, at, token }) => {
    const next = tokens[at + 1];
    const isFinal =
      token.gap !== 0 || next === undefined || (next.classes !== 0 && !hasClass(next, classes.determiner));
    return isFinal && stands(tokens, { from: target.to, to: at, bits: classes.speaker });
  },
};

const passive: RelationRule = {
  id: 'passive',
  reach: 'same clause',
  opinion: 'after',
  roles: ['object'],
  hold: 'direct',
  weight: 1,
  says: 'has it as its object, in the passive',
  examples: [
    ['Pizza is loved', 'Pizza', 'positive'],
    ['The mayor was blamed', 'mayor', 'negative'],
  ],
  applies: ({ tokens, target, at, token }) =>
    hasForm(token, form.past) && stands(tokens, { from: target.to, to: at, bits: classes.link }),
};

function stands(
  tokens: Relation['tokens'],
  { from, to, bits }: { readonly from: number; readonly to: number; readonly bits: number },
): boolean {
  for (let at = from; at < to; at++) if (hasClass(tokens[at], bits)) return true;
  return false;
}

const clefted: RelationRule = {
  id: 'clefted',
  reach: 'same clause',
  opinion: 'before',
  roles: ['subject'],
  weight: 0.9,
  isExplicit: true,
  says: 'is a verb with it as the subject, which is named behind it',
  examples: [
    ['The only thing that saved it was the pizza', 'pizza', 'positive'],
    ['What ruined it was the music', 'music', 'negative'],
  ],
  applies: ({ tokens, at, between }) => between.isLinkLast && cues.clefting.has(wordAt(tokens, at - 1)),
};

const savedFrom: RelationRule = {
  id: 'savedFrom',
  reach: 'same clause',
  opinion: 'before',
  roles: ['subject'],
  hold: 'direct',
  weight: -0.6,
  isExplicit: true,
  says: 'is a rescue from it',
  examples: [
    ['We were saved from the pizza', 'pizza', 'negative'],
    ['It rescued us from the traffic', 'traffic', 'negative'],
  ],
  applies: ({ token, between }) => cues.rescues.has(token.word) && cues.from.has(between.preposition),
};

const cause: RelationRule = {
  id: 'cause',
  reach: 'same clause',
  opinion: 'before',
  roles: ['subject'],
  hold: 'direct',
  weight: 1,
  says: 'is caused by it',
  examples: [
    ['disappointed by the pizza', 'pizza', 'negative'],
    ['We were impressed with the staff', 'staff', 'positive'],
  ],
  applies: ({ tokens, at, token, between }) =>
    !between.hasVerb && hasClass(tokens[at + 1], classes.preposition) && hasForm(token, form.past),
};

const emotion: RelationRule = {
  id: 'emotion',
  reach: 'same clause',
  opinion: 'before',
  roles: ['emotion'],
  weight: 0.8,
  says: 'is felt about it',
  examples: [
    ['so glad we had pizza', 'pizza', 'positive'],
    ['tired of the rain', 'rain', 'negative'],
  ],
  applies: ({ between }) => !between.hasVerb || between.hasSubject || between.preposition !== noWord,
};

const roles = ['quality', 'subject', 'emotion', 'duty'] as const;

const subject: RelationRule = {
  id: 'subject',
  reach: 'same clause',
  opinion: 'after',
  roles: ['subject', 'duty'],
  hold: 'direct',
  weight: 1,
  says: 'is a verb with it as the subject',
  examples: [
    ['The pizza sucks', 'pizza', 'negative'],
    ['The new coach rocks', 'coach', 'positive'],
  ],
  applies: (relation) => isFree(relation) && (relation.between.hasVerb || relation.between.preposition === noWord),
};

const predicate: RelationRule = {
  id: 'predicate',
  reach: 'same clause',
  opinion: 'after',
  roles,
  hold: 'direct',
  weight: 1,
  says: 'is said of it with a linking verb',
  examples: [
    ['The pizza is great', 'pizza', 'positive'],
    ['The service was really not good', 'service', 'negative'],
  ],
  applies: (relation) =>
    isFree(relation) && relation.between.hasVerb && isLinked(relation.tokens, relation.target.to, relation.at),
};

/** Returns whether the opinion is in what a free topic does. What somebody says is not said of him. */
function isDeed(relation: Relation): boolean {
  return isFree(relation) && relation.between.hasVerb && !relation.between.isReported;
}

const deedWith: RelationRule = {
  id: 'deedWith',
  reach: 'same clause',
  opinion: 'after',
  roles,
  hold: 'loose',
  weight: 0.5,
  says: 'belongs to what it does, behind a preposition',
  examples: [
    ['The waiter came with an amazing dish', 'waiter', 'positive'],
    ['The driver drove away with a terrible noise', 'driver', 'negative'],
  ],
  applies: (relation) => isDeed(relation) && relation.between.preposition !== noWord,
};

const deed: RelationRule = {
  id: 'deed',
  reach: 'same clause',
  opinion: 'after',
  roles,
  hold: 'loose',
  weight: 0.9,
  says: 'belongs to what it does',
  examples: [
    ['The chef makes great pasta', 'chef', 'positive'],
    ['The app has awful menus', 'app', 'negative'],
  ],
  applies: (relation) => isDeed(relation) && relation.at - relation.target.to <= 4,
};

const deedFar: RelationRule = {
  ...deed,
  id: 'deedFar',
  weight: 0.6,
  says: 'belongs to what it does, further on',
  examples: [
    ['The chef makes us all every single day great pasta', 'chef', 'positive'],
    ['The app showed all my old colleagues awful ads', 'app', 'negative'],
  ],
  applies: isDeed,
};

export const verbRules: readonly RelationRule[] = [
  object,
  objectFar,
  fronted,
  passive,
  clefted,
  savedFrom,
  cause,
  emotion,
  subject,
  predicate,
  deedWith,
  deed,
  deedFar,
];

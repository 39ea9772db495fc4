import type { RelationRule } from './rule.ts';

/** Rules on emoticons and emoji behind the topic. */

const roles = ['quality', 'subject', 'emotion', 'duty'] as const;

const symbolFar: RelationRule = {
  id: 'symbolFar',
  reach: 'same clause',
  opinion: 'after',
  roles,
  hold: 'loose',
  weight: 0.5,
  says: 'is a sign that follows it, behind a preposition',
  examples: [
    ['Lunch with the pizza 😍', 'pizza', 'positive'],
    ['an hour in the queue 😡', 'queue', 'negative'],
  ],
  applies: ({ lead, token }) => lead !== undefined && token.symbol,
};

const symbol: RelationRule = {
  id: 'symbol',
  reach: 'same clause',
  opinion: 'after',
  roles,
  hold: 'direct',
  weight: 0.8,
  says: 'is a sign that follows it',
  examples: [
    ['pizza 😍', 'pizza', 'positive'],
    ['Mondays :(', 'Mondays', 'negative'],
  ],
  applies: ({ lead, token }) => lead === undefined && token.symbol,
};

export const signRules: readonly RelationRule[] = [symbolFar, symbol];

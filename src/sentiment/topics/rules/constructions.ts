import { denied, ellipsis, inverted, opposed } from './contrasts.ts';
import { listed, listedBefore } from './lists.ts';
import { continued, labelled, pronoun, relative } from './references.ts';
import type { ConstructionRule } from './rule.ts';
import { following, nearby, surrounding } from './surroundings.ts';
import { absent, asked, consoled, exclaimed, failing } from './suppositions.ts';

/**
 * The rules of other clauses in the order of trying: the first that finds an opinion decides. The rules are our own,
 * except where a source is named.
 */
export const constructionRules: readonly ConstructionRule[] = [
  inverted,
  ellipsis,
  denied,
  relative,
  labelled,
  listed,
  listedBefore,
  pronoun,
  continued,
  absent,
  failing,
  asked,
  consoled,
  opposed,
  exclaimed,
  surrounding,
  following,
  nearby,
];

/** Those that may find something although no other clause has an opinion. */
export const localRules: readonly ConstructionRule[] = constructionRules.filter(({ isLocal }) => isLocal === true);

import { wordList, WordList } from './word-list.ts';

/*
 * The function words and verbs that the rules of relation, clauses and moods test. The lists are our own; the chapters
 * are those of Quirk et al., "A Comprehensive Grammar of the English Language" (1985).
 */

/** Asks a question in first place, without an auxiliary (ch. 11). */
export const asking = wordList('anyone anybody any if');
/** Begins a phrase that is set against its clause, before `than`, `to`, `with` or `of` (ch. 8). */
export const inverting = wordList('rather compared instead');
export const rather = wordList('rather');
export const compared = wordList('compared');
export const instead = wordList('instead');
export const than = wordList('than');
export const of = wordList('of');
export const toOrWith = wordList('to with');
export const still = wordList('still');
export const that = wordList('that');
/** Joins a clause only where a subject and a verb follow; elsewhere it is a preposition or an adverb (ch. 14). */
export const joiningClauses = wordList('so after before until as once');
/** Contrasts behind a mark and dates without one. */
export const whilst = wordList('while');
export const so = wordList('so');

/** Prefers its object to what follows `to` or `over`. */
export const preferring = wordList('prefer prefers preferred preferring choose chose pick picked take');
export const ranking = wordList('superior inferior preferable');
/** Ranks its subject above its object. The signs below are read as any run of them. */
export const beating = wordList(
  'beat beats outclass outclasses outclassed outperform outperforms outperformed surpass surpasses surpassed ' +
    'outshines outshine outshone trumps outplay outplayed outplays outdo outdoes outdid outsells outscored outpaced ' +
    'outranks > < >>> <<<',
);
/** Expresses an opinion only in a comparison. */
export const bound = wordList('rather > < >>> <<<');
/** The pivots of comparisons (ch. 15). */
export const thanSpellings = wordList('than then');
export const toOrOver = wordList('to over');
export const over = wordList('over');
export const as = wordList('as');
/** Every word that may be the pivot of a comparison. */
export const pivots = new WordList([...beating, ...thanSpellings, ...toOrOver, ...as]);
export const degrees = wordList('more less');
export const worse = wordList('worse');
/** Before a ranking verb it makes an infinitive, which does not rank: `to beat`. */
export const infinitive = wordList('to be');
export const to = wordList('to');

/** Ends the reach of a negation before it: `can't say how much I love A`. */
export const enclosing = wordList('how what why because');
/** Uses up a negation right before it: `not only`, `don't forget the great A`. */
export const idle = wordList('only just mind forget hesitate mention');
/** Leaves an intention unfulfilled: `I wanted to like A`. */
export const unrealised = wordList('want wants wanted try tried expected hoped hoping used supposed');
/** Means the same when it is negated: `bothered us`, `couldn't be bothered`. */
export const unturned = wordList('bother bothers bothered');
export const neither = wordList('neither');
export const nor = wordList('nor');
export const ifs = wordList('if');
export const only = wordList('only');
/** Singles out what it praises as the exception: `the only good thing about A is B`. */
export const excepting = wordList('only');
/** Prepositions from such a praise to the whole that it is an exception of. */
export const wholes = wordList('about at in of with');
/** Small words inside names of works. */
export const titleJoiners = wordList('and of the');
export const wishing = wordList('wish wished');
export const being = wordList('be been');
export const supposing = wordList('would could should');
/** Words that phrases of ranking are read as. */
export const beats = wordList('beats');

/** Times spent with something, of which an opinion is one about that thing. */
export const experiences = wordList(
  'time day night evening weekend week stay visit trip experience holiday vacation meal lunch dinner breakfast',
);
export const superlatives = new WordList(['best', 'worst', 'the best', 'the worst']);
export const rescues = wordList('save saves saved rescue rescues rescued redeemed');
/** Prepositions that lead from an opinion to what it is about (ch. 9). */
export const governing = wordList('from by with about for to towards');
export const from = wordList('from');
export const by = wordList('by');
export const withs = wordList('with');
export const about = wordList('about');
export const atOrIn = wordList('at in');
/** Introduces the verb of a cleft sentence (ch. 18): `what saved it was A`. */
export const clefting = wordList('that which what who');
export const no = wordList('no');
export const never = wordList('never');
export const excluding = wordList('not never');

/** Gives a subject the same opinion as another before it: `so was B`. */
export const likewise = wordList('so neither nor');
/** Contrasts two clauses, one of praise and one of blame. */
export const opposing = wordList('but while whereas although though yet however');
/** May begin a heading of several words that does not begin with an opinion. */
export const heading = wordList('what things the best worst');
/** Begins what consoles for something bad. It is one token, as a phrase of function words. */
export const consoling = new WordList(['at least']);

/** Reports what its subject says, which is not said of the subject (ch. 14). */
export const saying = wordList(
  'say says said saying tell tells told ask asks asked write writes wrote tweet tweets tweeted announce announces ' +
    'announced add adds added explain explains explained argue argues argued describe describes described believe ' +
    'believes believed think thinks thought',
);

/** Makes of `could be` what was not: `could have been`. */
export const having = wordList("have 've of");
/** Leads what is no longer so, or never was: `used to be`. */
export const unfulfilled = wordList('supposed used meant');

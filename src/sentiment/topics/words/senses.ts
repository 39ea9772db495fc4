import { wordList, type WordList } from './word-list.ts';

/*
 * Words whose opinion depends on their neighbours. The lists and the values are our own.
 */

/** Express an opinion only as predicates: `was late`, but `the late show`; `were fire`, but `a fire`. */
export const predicates: readonly (readonly [number, WordList])[] = [
  [2, wordList('fire lit gold bussin peak mint buzzing flames goated kind')],
  [-1.5, wordList('late mid dead down off missing empty closed cancelled wooden pants')],
];
/** Verbs, besides the linking ones, that such a predicate may follow. */
export const arriving = wordList(
  'arrive arrives arrived arriving came comes come show shows showed turn turned running runs',
);
/** Machines, which die without a death. */
export const machines = wordList(
  'phone iphone android battery laptop tablet ipad macbook charger screen console pc computer mac monitor tv car ' +
    'van bike engine motor app server site website wifi internet router connection camera mic microphone printer ' +
    'mouse keyboard headphones earbuds speaker speakers watch fridge freezer oven washer dryer dishwasher boiler ' +
    'heater fan lift elevator game link hdd ssd drive',
);
export const dying = wordList('died dies dying dead');
/** Drinks that are better cold. */
export const drinks = wordList(
  'beer beers drink drinks pint pints cider lager soda coke lemonade water milkshake juice cocktail cocktails',
);
export const flat = wordList('flat');
export const hot = wordList('hot');
/** Dishes that are better hot. */
export const dishes = wordList(
  'soup coffee tea food fries chips pizza meal pie shower showers bath pasta dinner curry',
);
export const cold = wordList('cold ice-cold chilled');

/** `like` is a verb after these; elsewhere it compares. */
export const like = wordList('like');
export const likers = wordList(
  "n't to also really still always never not do does did don't didn't doesn't dont didnt people and kinda actually " +
    'definitely especially particularly i we you they who u just all both',
);
export const choosing = wordList('choose chose chosen pick picked take');
/** Verbs of doing again with something good: `would buy A again`. */
export const again = wordList('again');
export const repeated = wordList('buy buying order ordering get use using visit visiting eat watch fly book read play');
export const intending = wordList("would i'd we'd 'd will i'll we'll 'll gladly happily");
export const participles = wordList('written made built done put thought kept spent run');
export const forms = wordList('is are was were be been being');
export const cannot = wordList("can't cannot cant couldn't couldnt");
export const can = wordList('can ca could');
export const nots = wordList("n't not");
export const thanks = wordList('thanks');
export const days = wordList('day');
export const any = wordList('any');
export const my = wordList('my');
export const missing = wordList('miss');
/** Negates for VADER, but sets its phrase against the rest. */
export const setAgainst = wordList('despite');
/** Strengthens an opinion right behind it. */
export const pretty = wordList('pretty');
export const well = wordList('well');
export const too = wordList('too');
export const have = wordList('have');
export const be = wordList('be');
export const being = wordList('be been');
export const worse = wordList('worse');
/** Complete phrases of opinion behind `can't`. */
export const waiting = wordList('wait');
export const standing = wordList('stand');
export const beating = wordList('beat');
export const to = wordList('to');
export const forward = wordList('forward');
export const looking = wordList('look looks looked looking lookin');
export const making = wordList('make makes made making makin');
export const rule = wordList('rule');
export const they = wordList('they');
export const cheap = wordList('cheap');
/** Takes to the end of a comparison. */
export const over = wordList('over');
export const as = wordList('as');
export const than = wordList('than');
export const of = wordList('of');
export const rather = wordList('rather');
export const instead = wordList('instead');

/** The words that the rules on neighbours test, and those that they test right before another word. */
export const neighbourCues = wordList(
  'like over again as to than then of day wait stand beat miss rule cheap pretty well too be been',
);

/** Of these, words that are tested whatever stands before them, and words that are tested whatever stands behind them. */
export const acting = wordList('over again as day wait stand beat miss rule cheap');
export const preparing = wordList('pretty well too be been any miss thanks rather instead forward');

/** Brackets as the Penn Treebank writes them, which end emoticons behind a colon or a semicolon. */
export const smiling = wordList('rrb');
export const frowning = wordList('lrb');
export const brackets = wordList('rrb lrb');

/** Words of blame that only strengthen praise right behind them: `crazy good`. */
export const strengthening = wordList(
  'crazy stupid stupidly wicked terribly dangerously ridiculously scary insanely insane awfully damn sinfully disgustingly ' +
    'stupendously criminally sick mad',
);
/** Verbs between a negation and a comparative that make it a superlative: `never had a better A`. */
export const surpassing = wordList(
  'had have has ask asked asking find found get seen see eaten tasted wish want imagine hope met heard read been',
);
/** Finds something better elsewhere: `I've had better A`. */
export const exceeding = wordList(
  'had seen eaten tasted met heard deserve deserves deserved expected expect needs need',
);

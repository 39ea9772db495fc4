import { wordList } from './word-list.ts';

/*
 * Nouns that people judge when they name them, and nouns that they name to tell where and when. The lists are our own,
 * after the shares of neutral labels that the topics of MAMS (Apache-2.0) have: at most a quarter, at least three quarters.
 */

/** Things that reviews rate. */
export const ratedNouns = wordList(
  'service staff waiter waiters waitress waitresses server servers waitstaff hostess host bartender bartenders manager ' +
    'management owner owners chef chefs crowd decor atmosphere ambiance ambience experience quality value price prices ' +
    'priced portion portions selection selections choices options variety taste flavor flavors flavour flavours music ' +
    'wait spot place crust cheesecake acting plot soundtrack graphics battery screen sound support interface design ' +
    'location reception picture packaging delivery build performance',
);
/** Occasions, places and vessels of something else. */
export const occasions = wordList(
  'brunch dinner lunch breakfast water table tables reservation reservations bar entree check menus drink courses ' +
    'counter glass glasses platter serving beers corner street door morning evening night weekend birthday',
);
/** Stands for a person, as a name does. */
export const persons = wordList('he she him her his hers himself herself');
/** Names of times and places, which texts name to tell when and where. */
export const settings = wordList(
  'monday tuesday wednesday thursday friday saturday sunday january february march april june july august september ' +
    'october november december christmas today tomorrow yesterday',
);

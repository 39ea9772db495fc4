import { topics } from './topics/index.ts';

/** How many are worth suggesting. */
const most = 12;

const common = topics.filter(({ share = 1 }) => share > 0);

/** Queries for topics that the demo's people talk about: those that come round most, and some of every kind. */
export const demoQueries: readonly string[] = common
  .filter(({ share = 1 }, index) => share > 1 || index % 3 === 1)
  .slice(0, most)
  .map(({ words: [usual] }) => usual);

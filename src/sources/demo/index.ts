import { createDemo } from './source.ts';
import { defineSource } from '../define.ts';
import { topics } from './content.ts';
import { allowNoPath, allowOptions, numberOption } from '../source-name.ts';

const maxSuggestions = 12;

/** Queries for topics that come round most, and for some of every kind. */
const suggestions = topics
  .filter(({ share = 1 }) => share > 0)
  .filter(({ share = 1 }, index) => share > 1 || index % 3 === 1)
  .slice(0, maxSuggestions)
  .flatMap(({ words }) => words.slice(0, 1));

/** Invented posts, for a first look without a key or a network. */
export const demoSource = defineSource({
  name: 'demo',
  usage: 'demo[?seed=N&rate=N]',
  suggestions,
  parse: (name) => {
    allowNoPath(name);
    allowOptions(name, ['seed', 'rate']);
    const seed = { option: 'seed', default: 0, min: 0, max: Number.MAX_SAFE_INTEGER };
    return {
      seed: name.query.has('seed') ? numberOption(name, seed) : undefined,
      postsPerSecond: numberOption(name, { option: 'rate', default: 40, min: 0.01, max: 10_000 }),
    };
  },
  // Without a seed each start writes other posts, with other ids.
  create: ({ seed, postsPerSecond }, { name, scheduler }) =>
    createDemo({ name, seed: seed ?? scheduler.now(), postsPerSecond, scheduler }),
});

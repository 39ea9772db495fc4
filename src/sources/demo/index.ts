import { createDemo } from '../demo.ts';
import { defineSource } from '../define.ts';
import { allowNoPath, allowOptions, numberOption } from '../source-name.ts';
import { demoQueries } from './queries.ts';

/** Invented posts, for a first look without a key or a network. */
export const demoSource = defineSource({
  name: 'demo',
  usage: 'demo[?seed=N&rate=N]',
  suggestions: demoQueries,
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

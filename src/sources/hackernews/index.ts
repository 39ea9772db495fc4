import { defineSource } from '../define.ts';
import { allowOptions, baseUrl } from '../source-name.ts';

/** The stories and comments of Hacker News, by its public API or a copy of it. */
export const hackerNewsSource = defineSource({
  name: 'hackernews',
  usage: 'hackernews[:https://HOST]',
  parse: (name) => {
    allowOptions(name, []);
    if (name.rest === undefined) return { base: undefined };
    return { base: baseUrl(name, { protocols: ['http:', 'https:'], example: 'hackernews:https://hn.example.com' }) };
  },
  create: async (spec, context) => (await import('./hackernews.ts')).createHackerNews({ ...context, ...spec }),
});

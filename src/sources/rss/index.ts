import { defineSource } from '../define.ts';
import { readPollHeaders } from '../poll/headers.ts';
import { polledAddress } from '../poll/polled-address.ts';

/** The items of a feed: RSS, Atom or JSON Feed. */
export const rssSource = defineSource({
  name: 'rss',
  usage: 'rss:URL[?every=SECONDS]',
  parse: (name, env) => ({
    ...polledAddress(name, { example: 'rss:https://example.com/feed.xml', everySeconds: 60 }),
    originHeaders: readPollHeaders(env),
  }),
  create: async (spec, context) => (await import('./rss.ts')).createRss({ ...context, ...spec }),
});

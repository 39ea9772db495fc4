import { defineSource } from '../define.ts';
import { readPollHeaders } from '../poll/headers.ts';
import { baseUrl, numberOption } from '../source-name.ts';
import { createRss } from './rss.ts';

const maxEverySeconds = 86_400;

/** The items of a feed: RSS, Atom or JSON Feed. */
export const rssSource = defineSource({
  name: 'rss',
  usage: 'rss:URL[?every=SECONDS]',
  parse: (name, env) => {
    // The address may have a query of its own: only `every` is ours, and the rest stays as it was written.
    const address = name.raw.slice('rss:'.length);
    const url = address.replace(/(?<=[?&])every=[^&#]*&?/g, '').replace(/[?&](?=#|$)/, '');
    baseUrl({ ...name, rest: url }, { protocols: ['http:', 'https:'], example: 'rss:https://example.com/feed.xml' });
    const seconds = numberOption(name, { option: 'every', default: 60, min: 0.05, max: maxEverySeconds });
    return { url, everyMs: seconds * 1_000, originHeaders: readPollHeaders(env) };
  },
  create: (spec, context) => createRss({ ...context, ...spec }),
});

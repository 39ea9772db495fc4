import { primarySubtag } from '../../text/index.ts';
import { defineSource } from '../define.ts';
import { allowOptions, baseUrl } from '../source-name.ts';

/** Bluesky's network by Jetstream, from the public servers or from one of one's own. */
export const blueskySource = defineSource({
  name: 'bluesky',
  usage: 'bluesky[:wss://HOST]',
  parse: (name) => {
    allowOptions(name, []);
    if (name.rest === undefined) return { base: undefined };
    return { base: baseUrl(name, { protocols: ['ws:', 'wss:'], example: 'bluesky:wss://jetstream.example.com' }) };
  },
  create: async ({ base }, context) => {
    const { createBluesky } = await import('./bluesky.ts');
    const taken = new Set(context.languages.map(primarySubtag));
    const wants = (lang: string): boolean => taken.size === 0 || taken.has(primarySubtag(lang));
    return createBluesky({ ...context, base, wants });
  },
});

import { defineSource } from '../define.ts';
import { allowOptions, baseUrl, flagOption, invalidSource, keyFrom } from '../source-name.ts';

const maxTags = 16;

/** The public posts of a Mastodon instance by its streaming server. */
export const mastodonSource = defineSource({
  name: 'mastodon',
  usage: 'mastodon:https://HOST[?tag=a,b&local=1]',
  parse: (name, env) => {
    allowOptions(name, ['tag', 'local']);
    const base = baseUrl(name, { protocols: ['http:', 'https:'], example: 'mastodon:https://mastodon.social' });
    const tags = (name.query.get('tag') ?? '')
      .split(',')
      .map((tag) => tag.trim().replace(/^#/, ''))
      .filter((tag) => tag !== '');
    if (tags.length > maxTags) {
      throw invalidSource(name, `names more than ${maxTags} tags, each of which is a connection`);
    }
    const token = keyFrom(name, { variable: 'MASTODON_TOKEN', what: 'a user token with read:statuses', env });
    return { base, token, tags, local: flagOption(name, 'local') };
  },
  create: async (spec, context) => (await import('./mastodon.ts')).createMastodon({ ...context, ...spec }),
});

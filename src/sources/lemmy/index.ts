import { defineSource } from '../define.ts';
import { allowOptions, baseUrl, invalidSource } from '../source-name.ts';

/** Each community is two lists that are asked for again and again. */
const maxCommunities = 16;

/** The posts and comments of a Lemmy instance, or of some of its communities. */
export const lemmySource = defineSource({
  name: 'lemmy',
  usage: 'lemmy:https://HOST[?community=a,b]',
  parse: (name) => {
    allowOptions(name, ['community']);
    const base = baseUrl(name, { protocols: ['http:', 'https:'], example: 'lemmy:https://lemmy.world' });
    const communities = (name.query.get('community') ?? '')
      .split(',')
      .map((community) => community.trim().replace(/^!/, ''))
      .filter((community) => community !== '');
    if (communities.length > maxCommunities) throw invalidSource(name, `names more than ${maxCommunities} communities`);
    return { base, communities };
  },
  create: async (spec, context) => (await import('./lemmy.ts')).createLemmy({ ...context, ...spec }),
});

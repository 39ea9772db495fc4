import { defineSource } from '../define.ts';
import { allowNoPath, allowOptions } from '../source-name.ts';
import { createPush } from './push.ts';

/** The posts that clients send to `POST /v1/posts`. */
export const pushSource = defineSource({
  name: 'push',
  usage: 'push',
  isUnique: true,
  parse: (name) => {
    allowNoPath(name);
    allowOptions(name, []);
    return {};
  },
  create: (_, { name, canAccept, canAccept$, instanceId, onPosts, scheduler }) =>
    createPush({ name, canAccept, canAccept$, instanceId, onPosts, scheduler }),
});

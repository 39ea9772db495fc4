import { defineSource } from '../define.ts';
import { readPollHeaders } from './headers.ts';
import { polledAddress } from './polled-address.ts';

/** Comments of any HTTP service that lists them as JSON. */
export const pollSource = defineSource({
  name: 'poll',
  usage: 'poll:URL[?every=SECONDS]',
  parse: (name, env) => ({
    ...polledAddress(name, { example: 'poll:https://example.com/comments.json', everySeconds: 10 }),
    originHeaders: readPollHeaders(env),
  }),
  create: async (spec, context) => (await import('./poll.ts')).createPoll({ ...context, ...spec }),
});

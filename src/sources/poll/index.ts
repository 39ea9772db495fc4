import { defineSource } from '../define.ts';
import { baseUrl, numberOption } from '../source-name.ts';
import { readPollHeaders } from './headers.ts';
import { createPoll } from './poll.ts';

const maxEverySeconds = 86_400;

/** Comments of any HTTP service that lists them as JSON. */
export const pollSource = defineSource({
  name: 'poll',
  usage: 'poll:URL[?every=SECONDS]',
  parse: (name, env) => {
    // The address may have a query of its own: only `every` is ours, and the rest stays as it was written.
    const address = name.raw.slice('poll:'.length);
    const url = address.replace(/(?<=[?&])every=[^&#]*&?/g, '').replace(/[?&](?=#|$)/, '');
    baseUrl(
      { ...name, rest: url },
      { protocols: ['http:', 'https:'], example: 'poll:https://example.com/comments.json' },
    );
    const seconds = numberOption(name, { option: 'every', default: 10, min: 0.05, max: maxEverySeconds });
    return { url, everyMs: seconds * 1_000, originHeaders: readPollHeaders(env) };
  },
  create: (spec, context) => createPoll({ ...context, ...spec }),
});

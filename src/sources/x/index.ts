import { defineSource } from '../define.ts';
import { allowOptions, baseUrl, flagOption, keyFrom, numberOption } from '../source-name.ts';

/** X's filtered stream. The default bounds are those of a pay-per-use account (docs.x.com, filtered stream, limits). */
export const xSource = defineSource({
  name: 'x',
  usage: 'x[:https://HOST][?fill=1&rules=N&length=N]',
  parse: (name, env) => {
    allowOptions(name, ['fill', 'rules', 'length']);
    const server = { ...name, rest: name.rest ?? 'https://api.x.com' };
    return {
      base: baseUrl(server, { protocols: ['http:', 'https:'], example: 'x:https://api.x.com' }),
      fill: flagOption(name, 'fill'),
      maxRules: numberOption(name, { option: 'rules', default: 1_000, min: 1, max: 1_000_000 }),
      maxLength: numberOption(name, { option: 'length', default: 1_024, min: 256, max: 65_536 }),
      token: keyFrom(name, { variable: 'X_BEARER_TOKEN', what: "an app's bearer token", env }),
    };
  },
  create: async (spec, context) => (await import('./x.ts')).createX({ ...context, ...spec }),
});

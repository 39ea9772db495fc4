import { defineSource } from '../define.ts';
import { allowOptions, baseUrl } from '../source-name.ts';
import { createNostr } from './nostr.ts';

/** The text notes of a Nostr relay. Repeated for several relays, a note comes once. */
export const nostrSource = defineSource({
  name: 'nostr',
  usage: 'nostr:wss://RELAY',
  parse: (name) => {
    allowOptions(name, []);
    return { relay: baseUrl(name, { protocols: ['ws:', 'wss:'], example: 'nostr:wss://relay.damus.io' }) };
  },
  create: (spec, context) => createNostr({ ...context, ...spec }),
});

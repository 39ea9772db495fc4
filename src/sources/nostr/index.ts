import { defineSource } from '../define.ts';
import { allowOptions, baseUrl } from '../source-name.ts';

/** The text notes of a Nostr relay. Repeated for several relays, a note comes once. */
export const nostrSource = defineSource({
  name: 'nostr',
  usage: 'nostr:wss://RELAY',
  parse: (name) => {
    allowOptions(name, []);
    return { relay: baseUrl(name, { protocols: ['ws:', 'wss:'], example: 'nostr:wss://relay.damus.io' }) };
  },
  create: async (spec, context) => (await import('./nostr.ts')).createNostr({ ...context, ...spec }),
});

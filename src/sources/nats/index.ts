import { hostname } from 'node:os';
import { defineSource } from '../define.ts';
import { digestOf } from '../ids.ts';
import { allowOptions } from '../source-name.ts';
import { readPlace } from './place.ts';

const nameDigits = 12;

/** The messages of a subject of NATS, or of a stream of its JetStream. */
export const natsSource = defineSource({
  name: 'nats',
  usage: 'nats:nats://HOST:PORT/SUBJECT[?stream=NAME]',
  parse: (name, env) => {
    allowOptions(name, ['stream']);
    return readPlace(name, env);
  },
  create: async (place, context) => {
    const { createNats } = await import('./nats.ts');
    const { server, subject, stream } = place;
    // The same after a restart, and another one for each server of this program that reads the same stream.
    const reader = [hostname(), context.dataFolder ?? '', context.name, server, subject, stream ?? ''].join('\0');
    return createNats({ ...context, ...place, durable: `undertone-${digestOf(reader, nameDigits)}` });
  },
});

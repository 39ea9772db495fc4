import { setTimeout as pause } from 'node:timers/promises';
import { isRecord } from '../src/model/index.ts';
import { WireClient } from '../test/support/wire-client.ts';
import type { Serving } from '../test/support/browser.ts';
import { attacks } from './hostile-attacks.ts';
import { startAttackers } from './hostile-processes.ts';
import { createVictim } from './hostile-victim.ts';

const clients = 200;
const queries = 'pizza coffee football music work school weather train movie phone'.split(' ');

/** Runs all attacks together, each at half of its strength, and returns the figures of 200 other clients. */
export async function besiege(server: Serving, minutes: number, memoryMiB: () => number) {
  const crowd = await Promise.all(Array.from({ length: clients }, (_, index) => watch(server.url, index)));
  const victim = await createVictim(server.url, memoryMiB);
  const { memoryMiB: before } = await victim.watch(10);
  const attackers = startAttackers(server.url, 0.5, Object.keys(attacks));
  const stretches = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    const stretch = await victim.watch(60);
    stretches.push(stretch);
    console.error(`minute ${minute}: ${JSON.stringify(stretch)}`);
  }
  const refused = await attackers.stop();
  await pause(12_000);
  const { lost, unstored } = await victim.end();
  const sum = (of: (seen: Seen) => number): number => crowd.reduce((total, { seen }) => total + of(seen), 0);
  for (const { end } of crowd) end();
  return {
    minutes,
    clients,
    posts: sum(({ posts }) => posts),
    lost: lost + sum(({ holes }) => holes),
    unstored,
    closed: sum(({ closed }) => closed),
    unbalanced: sum(({ unbalanced }) => unbalanced),
    p99Ms: Math.max(...stretches.map(({ p99Ms }) => p99Ms)),
    grownMiB: Math.max(...stretches.map(({ memoryMiB: after }) => after)) - before,
    isAlive: server.child.exitCode === null,
    refused,
  };
}

interface Seen {
  posts: number;
  /** The results that a rising `seq` left out. */
  holes: number;
  /** The ledgers that did not balance. */
  unbalanced: number;
  closed: number;
}

/** Opens a client that tracks a query of its own choice, and counts. */
async function watch(url: string, index: number) {
  // Each from an address of its own, as the server's trusted proxy says.
  const client = await WireClient.openV1(url, { headers: { 'X-Forwarded-For': `192.0.2.${index + 1}` } });
  client.socket.removeAllListeners('message');
  const seen: Seen = { posts: 0, holes: 0, unbalanced: 0, closed: 0 };
  let last: number | undefined;
  client.socket.on('message', (data: Buffer) => {
    const frame: unknown = JSON.parse(data.toString());
    if (!isRecord(frame)) return;
    const figure = (name: string): number => Number(frame[name]);
    if (frame['type'] === 'stats') {
      const rest = figure('delivered') + figure('conflated') + figure('dropped') + figure('pending');
      if (figure('routed') !== rest) seen.unbalanced += 1;
    }
    if (frame['type'] !== 'post') return;
    seen.posts += 1;
    if (last !== undefined) seen.holes += figure('seq') - last - 1;
    last = figure('seq');
  });
  client.socket.on('close', () => {
    seen.closed += 1;
  });
  client.sendMessage({ type: 'track', id: 'a', query: queries[index % queries.length] });
  return {
    seen,
    end: () => {
      client.socket.terminate();
    },
  };
}

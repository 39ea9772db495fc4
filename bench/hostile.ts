import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { asyncScheduler } from 'rxjs';
import { parseQuery } from '../src/query/index.ts';
import { createStore } from '../src/store/index.ts';
import { serve } from '../test/support/browser.ts';
import { attacks, type AttackName } from './hostile-attacks.ts';
import { memoryOf, startAttackers } from './hostile-processes.ts';
import { besiege } from './hostile-siege.ts';
import { createVictim, type Stretch } from './hostile-victim.ts';
import type { Run } from './support.ts';
import { writeResults } from './write-results.ts';

const seconds = Number(process.env['HOSTILE_SECONDS'] ?? 12);
/** With it, all attacks run together for as many minutes, at half of their strength. */
const siegeMinutes = Number(process.env['HOSTILE_MINUTES'] ?? 0);
/** The attacks to run, all by default. */
const chosen = process.env['HOSTILE_ATTACKS']?.split(',');
const storedPosts = 60_000;
/** By the bounds that a victim's figures must keep. */
const bounds = { p99Ms: 250, p99Times: 2, grownMiB: 256 } as const;

/** An attack with the server that it is run on. */
interface Trial {
  readonly names: readonly AttackName[];
  readonly sources: readonly string[];
}

const demo = 'demo?rate=40';
const trials = Object.keys(attacks).filter(isAttack);

function isAttack(name: string): name is AttackName {
  return Object.hasOwn(attacks, name);
}

/**
 * Measures how much a client that attacks the server costs another one, with all limits at their defaults: each attack alone,
 * on a new server, first without it and then with it. `ratio` is the worst of the victim's p99 divided by what is allowed:
 * 250 ms, or twice its p99 without the attack. The attackers run in a process of their own.
 */
export const run: Run = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  const upstream = await startUpstream();
  try {
    const store = join(folder, 'full.db');
    await fill(store);
    if (siegeMinutes > 0) {
      const sources = ['--source', demo, '--source', upstream.source];
      const server = await serve('--store', `sqlite:${store}`, '--trust-proxy', '127.0.0.1', ...sources);
      return await besiege(server, siegeMinutes, () => memoryOf(server)).finally(() => server.stop());
    }
    const results: Record<string, Outcome> = {};
    const trial = async (name: string, of: Trial): Promise<void> => {
      if (chosen?.includes(name) === false) return;
      const path = join(folder, `${name}.db`);
      copyFileSync(store, path);
      results[name] = await attack(of, path);
      console.error(`${name}: ${JSON.stringify(results[name])}`);
    };
    for (const name of trials) {
      await trial(name, { names: [name], sources: [name === 'windows' ? 'demo?rate=400' : demo] });
    }
    await trial('poll', { names: [], sources: [demo, upstream.source] });
    return {
      seconds,
      storedPosts,
      attacks: results,
      ratio: Math.max(...Object.values(results).map(({ ratio }) => ratio)),
    };
  } finally {
    upstream.stop();
    rmSync(folder, { recursive: true });
  }
};

type Figures = Readonly<Record<'without' | 'with', Omit<Stretch, 'memoryMiB'>>>;

interface Outcome extends Figures {
  /** Results of the victim that never came, or are not in the store. */
  readonly lost: number;
  readonly unstored: number;
  /** The memory that the server has grown by. */
  readonly grownMiB: number;
  /** The refusals of the attacker, counted by the answer. */
  readonly refused: unknown;
  /** The victim's p99 divided by what is allowed. */
  readonly ratio: number;
  readonly holds: boolean;
}

async function attack({ names, sources }: Trial, store: string): Promise<Outcome> {
  // An attack that is a source has no time without it.
  const server = await serve('--store', `sqlite:${store}`, ...sources.flatMap((source) => ['--source', source]));
  try {
    const victim = await createVictim(server.url, () => memoryOf(server));
    await victim.watch(3);
    const { memoryMiB: before, ...without } = await victim.watch(seconds);
    const attackers = startAttackers(server.url, 1, names);
    const { memoryMiB: after, ...during } = await victim.watch(seconds);
    const refused = await attackers.stop();
    const { lost, unstored } = await victim.end();
    const ratio = during.p99Ms / Math.max(bounds.p99Ms, bounds.p99Times * without.p99Ms);
    const grownMiB = Math.max(0, after - before);
    const holds = ratio <= 1 && lost === 0 && unstored === 0 && grownMiB <= bounds.grownMiB && during.posts > 0;
    return { without, with: during, lost, unstored, grownMiB, refused, ratio, holds };
  } finally {
    await server.stop();
  }
}

/** Fills a store with long posts on the query of the attacks that read. */
async function fill(path: string): Promise<void> {
  const store = createStore({
    spec: { kind: 'sqlite', path },
    keepPostsMs: 86_400_000,
    idsOnly: () => false,
    onTrouble: (error) => {
      if (error !== undefined) throw error;
    },
    scheduler: asyncScheduler,
  });
  const matches = [{ query: parseQuery('the OR a OR i'), spans: [] }];
  const sentence = 'I think that the weather in this town is a little better than people say, and so is the food. ';
  await writeResults(store, storedPosts, (index) => {
    const at = Date.now() - (storedPosts - index) * 1_000;
    const post = { id: `stored ${index}`, source: 'bench', text: sentence.repeat(2), at };
    const score = { compound: 0.4215, pos: 0.2, neu: 0.8, neg: 0 };
    return { at, result: { post, matches, hashtags: {}, score, topics: [{ compound: 0.4215, polarityIndex: 0 }] } };
  });
  await store.close();
}

/** Serves the answer of a poll that is small on the wire and has eight million elements. */
async function startUpstream() {
  const body = gzipSync(`[${new Array<number>(8_000_000).fill(1).join(',')}]`);
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    source: `poll:http://127.0.0.1:${port}/posts?every=5`,
    stop: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
}

import type { NatsConnection } from '@nats-io/transport-node';
import type { TrackedQuery } from '../graph/index.ts';
import { parseJson, recordList } from '../model/index.ts';

export interface AsksOptions {
  /** Resolves when NATS has been reached. */
  readonly opened: Promise<{ readonly connection: NatsConnection }>;
  readonly subject: string;
  /** Returns what this node tracks. */
  readonly tracked: () => readonly TrackedQuery[];
}

/** The longest wait for the answers of other nodes, in ms. */
const answerMs = 300;

/**
 * Answers what this node tracks whenever another one asks, until the connection closes. Returns how to ask all nodes: for
 * what they track, as far as they answer in time, or for what this one does when none answers.
 */
export function joinAsks({ opened, subject, tracked }: AsksOptions): () => Promise<readonly TrackedQuery[]> {
  let known: NatsConnection | undefined;
  const answer = async (): Promise<void> => {
    const { connection } = await opened;
    known = connection;
    // eslint-disable-next-line no-restricted-syntax -- A subscription of NATS, which the connection owns.
    for await (const message of connection.subscribe(subject)) message.respond(JSON.stringify(tracked()));
  };
  answer().catch(() => undefined);
  return async () => {
    const answers = known === undefined ? [] : await askAll(known, subject);
    return answers.length === 0 ? tracked() : mergeTracked(answers);
  };
}

/** Returns the answers that come; none while NATS is away, when what this node knows is better than nothing. */
async function askAll(connection: NatsConnection, subject: string): Promise<readonly (readonly TrackedQuery[])[]> {
  const answers: (readonly TrackedQuery[])[] = [];
  try {
    const options = { strategy: 'timer', maxWait: answerMs } as const;
    for await (const message of await connection.requestMany(subject, '', options)) {
      answers.push(parseTracked(message.string()));
    }
  } catch {
    return [];
  }
  return answers;
}

/** Reads an answer; what is no tracked query is left out. */
export function parseTracked(text: string): readonly TrackedQuery[] {
  return recordList(parseJson(text)).flatMap(({ query, sessions, ratePerSecond }) => {
    const isTracked = typeof query === 'string' && typeof sessions === 'number' && typeof ratePerSecond === 'number';
    return isTracked ? [{ query, sessions, ratePerSecond }] : [];
  });
}

/** Adds up the sessions of each query. Every node sees all posts, so the rates are the same rate, seen since other times. */
export function mergeTracked(answers: readonly (readonly TrackedQuery[])[]): readonly TrackedQuery[] {
  const merged = new Map<string, TrackedQuery>();
  for (const each of answers.flat()) {
    const before = merged.get(each.query) ?? { sessions: 0, ratePerSecond: 0 };
    merged.set(each.query, {
      query: each.query,
      sessions: before.sessions + each.sessions,
      ratePerSecond: Math.max(before.ratePerSecond, each.ratePerSecond),
    });
  }
  return [...merged.values()].toSorted((a, b) => b.sessions - a.sessions);
}

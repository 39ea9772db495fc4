import { Piscina } from 'piscina';
import { sentenceOf, UndertoneError, type AlertOutbox } from '../model/index.ts';
import { threadMemory, threadModule } from '../node/thread-module.ts';
import type { Backend } from './backend.ts';
import type { StoreSpec } from './database.ts';
import type { AlertCall, WorkerAnswer, WorkerRequest } from './worker.ts';

/** The most calls in progress at a time: reads of PostgreSQL wait for the network, not for each other. */
const maxCalls = 8;

const workerModule = threadModule('worker', import.meta.url);

/**
 * Creates a backend in a thread of its own, because SQLite blocks, and encoding, sorting and summing up take time. A
 * thread that dies is replaced; its calls fail, and may be repeated.
 */
export function createThread(spec: StoreSpec): Backend {
  const piscina = new Piscina<WorkerRequest, WorkerAnswer>({
    filename: workerModule.href,
    minThreads: 1,
    maxThreads: 1,
    resourceLimits: threadMemory,
    concurrentTasksPerWorker: maxCalls,
    // A thread that sleeps in a lock would not handle its sockets.
    atomics: 'disabled',
  });
  const call = async (request: WorkerRequest): Promise<WorkerAnswer> => {
    const answer = await piscina.run(request, { name: 'answer' }).catch(rejectThreadEnd);
    if (answer.type !== 'failure') return answer;
    throw new UndertoneError(answer.code, answer.sentence, { transient: answer.code === 'store_failed' });
  };
  return {
    open: async () => expectType('open', await call({ spec, type: 'open' })).last,
    write: async (rows, now) => expectType('write', await call({ spec, type: 'write', rows, now })),
    retract: async (retractions, now) => {
      expectType('retract', await call({ spec, type: 'retract', retractions, now }));
    },
    posts: async (request) => expectType('posts', await call({ spec, type: 'posts', request })).page,
    terms: async (request) => expectType('terms', await call({ spec, type: 'terms', request })).terms,
    cover: async (report, now) => {
      expectType('cover', await call({ spec, type: 'cover', report, now }));
    },
    buckets: async (request, now) => expectType('buckets', await call({ spec, type: 'buckets', request, now })).buckets,
    gaps: async (span, now) => expectType('gaps', await call({ spec, type: 'gaps', span, now })).gaps,
    prune: async (request) => expectType('prune', await call({ spec, type: 'prune', request })).next,
    alerts: outboxOf((outboxCall) => call({ spec, type: 'alerts', call: outboxCall })),
    close: async () => {
      await call({ spec, type: 'close' });
      await piscina.destroy();
    },
  };
}

/** Returns the outbox of alerts behind the thread. */
function outboxOf(call: (outboxCall: AlertCall) => Promise<WorkerAnswer>): AlertOutbox {
  return {
    fire: async (alerts) => expectType('alert-ids', await call({ type: 'fire', alerts })).ids,
    pending: async (request) => expectType('alert-deliveries', await call({ type: 'pending', request })).deliveries,
    claim: async (...request) => expectType('alert-claim', await call({ type: 'claim', request })).claim,
    record: async (attempt, nextAt) => {
      expectType('alerts', await call({ type: 'record', attempt, nextAt }));
    },
    ledgers: async () => expectType('alert-ledgers', await call({ type: 'ledgers' })).ledgers,
    attempts: async ({ alert, limit }) =>
      expectType('alert-attempts', await call({ type: 'attempts', alert, limit })).attempts,
    prune: async (before) => {
      expectType('alerts', await call({ type: 'prune', before }));
    },
  };
}

function rejectThreadEnd(error: unknown): never {
  throw new UndertoneError('store_failed', `The store's thread has ended: ${sentenceOf(error)}`, {
    cause: error,
    transient: true,
  });
}

function expectType<T extends WorkerAnswer['type']>(
  type: T,
  answer: WorkerAnswer,
): Extract<WorkerAnswer, { readonly type: T }> {
  if (isType(type, answer)) return answer;
  throw new UndertoneError('internal', `The store's thread answered ${answer.type} to ${type}.`);
}

function isType<T extends WorkerAnswer['type']>(
  type: T,
  answer: WorkerAnswer,
): answer is Extract<WorkerAnswer, { readonly type: T }> {
  return answer.type === type;
}

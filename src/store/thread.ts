import { Piscina } from 'piscina';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { threadModule } from '../node/thread-module.ts';
import type { Backend } from './backend.ts';
import type { StoreSpec } from './database.ts';
import type { WorkerAnswer, WorkerRequest } from './worker.ts';

/** Calls that the thread works on at a time: reads of PostgreSQL wait for the network, not for each other. */
const maxCalls = 8;

const own = threadModule('worker', import.meta.url);

/**
 * A store whose database is spoken to by a thread of its own, for SQLite blocks, and what is written is encoded, sorted
 * and added up. A thread that dies is replaced; what it worked on fails, and may be tried again.
 */
export function createThread(spec: StoreSpec): Backend {
  const piscina = new Piscina<WorkerRequest, WorkerAnswer>({
    filename: own.href,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: maxCalls,
    // A thread that sleeps in a lock would not hear from its sockets.
    atomics: 'disabled',
  });
  const ask = async (request: WorkerRequest): Promise<WorkerAnswer> => {
    const answer = await piscina.run(request, { name: 'answer' }).catch(lost);
    if (answer.type !== 'failure') return answer;
    throw new UndertoneError(answer.code, answer.sentence, { transient: answer.code === 'store_failed' });
  };
  return {
    open: async () => only('open', await ask({ spec, type: 'open' })).last,
    write: async (rows, now) => only('write', await ask({ spec, type: 'write', rows, now })),
    posts: async (posts) => only('posts', await ask({ spec, type: 'posts', ask: posts })).rows,
    buckets: async (buckets) => only('buckets', await ask({ spec, type: 'buckets', ask: buckets })).buckets,
    prune: async (prune) => only('prune', await ask({ spec, type: 'prune', ask: prune })).next,
    close: async () => {
      await ask({ spec, type: 'close' });
      await piscina.destroy();
    },
  };
}

function lost(error: unknown): never {
  throw new UndertoneError('store_failed', `The store's thread has ended: ${sentenceOf(error)}`, {
    cause: error,
    transient: true,
  });
}

function only<T extends WorkerAnswer['type']>(
  type: T,
  answer: WorkerAnswer,
): Extract<WorkerAnswer, { readonly type: T }> {
  if (isOf(type, answer)) return answer;
  throw new UndertoneError('internal', `The store's thread answers ${answer.type} to ${type}.`);
}

function isOf<T extends WorkerAnswer['type']>(
  type: T,
  answer: WorkerAnswer,
): answer is Extract<WorkerAnswer, { readonly type: T }> {
  return answer.type === type;
}

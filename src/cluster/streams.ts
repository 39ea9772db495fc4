import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { UndertoneError } from '../model/index.ts';

/** The names of all that a cluster has in NATS, which keep several clusters of one account apart. */
export interface ClusterNames {
  readonly stream: string;
  readonly interest: string;
  readonly subjectOf: (source: string) => string;
  /** The subject on which nodes are asked for what they track. */
  readonly tracked: string;
}

export interface StreamLimits {
  readonly names: ClusterNames;
  /** The time for which the log keeps posts, in ms. */
  readonly keepMs: number;
  /** The most bytes of the log. */
  readonly maxBytes: number;
  /** The copies of the log; 0 for 3 where there are three servers, else 1. */
  readonly replicas: number;
}

/** Returns the names of a cluster. @example namesOf('prod').subjectOf('x') // 'ut.prod.log.x' */
export function namesOf(cluster: string): ClusterNames {
  return {
    stream: `UT_${cluster}_LOG`,
    interest: `UT_${cluster}_interest`,
    subjectOf: (source) => `ut.${cluster}.log.${source}`,
    tracked: `ut.${cluster}.ask.tracked`,
  };
}

/** Returns the source of a subject of the log. */
export const logOf = (subject: string, names: ClusterNames): string => subject.slice(names.subjectOf('').length);

/** The time in which the log knows a message again that is sent twice, in ms. */
const duplicateMs = 120_000;

/**
 * Makes the stream of the log where there is none, and reads its settings back: a server drops those that it does not
 * know without a word. Returns the copies that it has.
 * @throws UndertoneError `unavailable` where the stream is not as it must be.
 */
export async function ensureStream(manager: JetStreamManager, limits: StreamLimits): Promise<number> {
  const { names, keepMs, maxBytes } = limits;
  const wanted = {
    name: names.stream,
    subjects: [names.subjectOf('*')],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    storage: StorageType.File,
    max_age: keepMs * 1_000_000,
    max_bytes: maxBytes,
    duplicate_window: Math.min(duplicateMs, keepMs) * 1_000_000,
  };
  const before = await infoOf(manager, names.stream);
  if (before === undefined) {
    const replicas = limits.replicas > 0 ? limits.replicas : await replicasFor(manager, wanted);
    if (replicas > 0) await manager.streams.add({ ...wanted, num_replicas: replicas });
  } else if (before.max_age !== wanted.max_age || before.max_bytes !== wanted.max_bytes) {
    await manager.streams.update(names.stream, { ...before, ...wanted });
  }
  const made = await infoOf(manager, names.stream);
  const isRight =
    made?.subjects.join() === wanted.subjects.join() &&
    made.max_age === wanted.max_age &&
    made.retention === wanted.retention &&
    made.discard === wanted.discard;
  if (!isRight) {
    throw new UndertoneError(
      'unavailable',
      `The stream ${names.stream} is not as a log must be: delete it, or choose another --cluster-name.`,
    );
  }
  return made.num_replicas;
}

async function infoOf(manager: JetStreamManager, stream: string) {
  try {
    return (await manager.streams.info(stream)).config;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Returns whether an error means that there is no such stream. */
export const isMissing = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;

type Wanted = Omit<Parameters<JetStreamManager['streams']['add']>[0], 'num_replicas'>;

/** Makes the stream with three copies, or with one where there are not enough servers; returns 0, for it is made. */
async function replicasFor(manager: JetStreamManager, wanted: Wanted): Promise<number> {
  try {
    await manager.streams.add({ ...wanted, num_replicas: 3 });
    return 0;
  } catch (error) {
    // Too few servers (10005, 10074), or one that stands alone.
    if (error instanceof JetStreamApiError) return 1;
    throw error;
  }
}

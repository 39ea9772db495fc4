import { asyncScheduler as scheduler } from 'rxjs';
import type { ClusterSource } from '../../cluster/index.ts';
import type { Source } from '../../graph/index.ts';
import { sentenceOf, UndertoneError } from '../../model/index.ts';
// By their files, since the index has all that there is of each source.
import type { Backpressure } from '../../sources/backpressure.ts';
import { builtinSources } from '../../sources/builtin.ts';
import { createFileCursors, noCursors, type FileCursors } from '../../sources/cursors.ts';
import type { SelectedSource, SourceContext, SourceDefinition } from '../../sources/define.ts';
import type { ReceivePosts } from '../../sources/push/receipt.ts';
import { createRecorder, noRecorder, type Recorder } from '../../sources/recorder.ts';
import { createNamed, nameSources, selectSources, type NamedSource } from '../../sources/select.ts';
import type { Environment } from '../../sources/source-name.ts';
import type { Config } from '../config/index.ts';
import { limitsOf } from '../limits.ts';
import type { Log } from '../observe.ts';
import { createInstanceId } from '../identity.ts';

export type { Environment, SourceDefinition };

/** Parses the sources of a configuration and creates none. `own` are selected like the built-in ones. */
export function parseSources(
  values: readonly string[],
  env: Environment,
  own: readonly SourceDefinition[] = [],
): readonly SelectedSource[] {
  return selectSources(values, { definitions: [...builtinSources, ...own], env });
}

/** Returns the keys of sources. A gateway reads no source itself, so it needs none. */
export function keysOf({ nats, role }: Config, env: Environment): Environment {
  if (nats.length === 0 || role !== 'gateway') return env;
  return { X_BEARER_TOKEN: 'of-another-node', MASTODON_TOKEN: 'of-another-node', ...env };
}

export interface SourcesContext {
  readonly backpressure: Backpressure;
  readonly config: Config;
  readonly log: Log;
  /** The cluster that the sources are read through, if there is one. */
  readonly join?: ((sources: readonly ClusterSource[]) => readonly Source[]) | undefined;
}

export interface ComposedSources {
  readonly sources: readonly Source[];
  /** Queries that find something in their posts. */
  readonly suggestions: readonly string[];
  /** Takes the posts that clients send; undefined where no source does. */
  readonly receivePosts: ReceivePosts | undefined;
  /** Records what they emit. */
  readonly recorder: Recorder;
  /** Releases what they keep. Idempotent. */
  readonly close: () => Promise<void>;
}

/** Creates the selected sources, whose posts are recorded if that is configured. */
export function composeSources(selected: readonly SelectedSource[], context: SourcesContext): ComposedSources {
  const { config, log, backpressure, join } = context;
  const releases: (() => Promise<void> | void)[] = [];
  const cursors = composeCursors(config, log);
  const recorder = composeRecorder(config, log);
  const receiver = new PostReceiver();
  const services: Omit<SourceContext, 'name'> = {
    canAccept: backpressure.canAccept,
    canAccept$: backpressure.canAccept$,
    random: () => Math.random(),
    scheduler,
    cursors,
    languages: limitsOf(config).languages,
    instanceId: createInstanceId(),
    dataFolder: config.dataFolder === 'none' ? undefined : config.dataFolder,
    warn: (sentence) => {
      log.warn({}, sentence);
    },
    onPosts: receiver.register,
    onClose: (release) => {
      releases.push(release);
    },
  };
  const named = nameSources(selected);
  const joined = join?.(named.map((source) => inCluster(source, services)));
  const created = joined ?? named.map((source) => createNamed(source, services));
  const close = async (): Promise<void> => {
    await Promise.all(releases.splice(0).map(async (release) => release()));
    await Promise.all([recorder.close(), cursors.flush()]);
  };
  const suggestions = selected.flatMap((each) => each.suggestions);
  const receivePosts =
    receiver.isRegistered || named.some(({ kind }) => kind === 'push') ? receiver.receive : undefined;
  return { sources: created.map(recorder.tap), suggestions, receivePosts, recorder, close };
}

/** Passes posts that clients send on to the source that takes them. */
class PostReceiver {
  #receive: ReceivePosts | undefined;

  get isRegistered(): boolean {
    return this.#receive !== undefined;
  }

  readonly register = (receive: ReceivePosts): void => {
    this.#receive = receive;
  };

  readonly receive: ReceivePosts = async (read) => {
    // In a cluster, the source is created on the node that leads it.
    if (this.#receive !== undefined) return this.#receive(read);
    throw new UndertoneError('unavailable', 'Another node of the cluster takes posts now: send them there.', {
      retryAfterS: 5,
    });
  };
}

/** Upstreams that keep to themselves what they were when another node read them: their gaps are told for them. */
const withoutGaps = ['demo', 'file', 'stdin', 'push'];

/** Returns a source as the node that leads it creates it, for one term. */
function inCluster(source: NamedSource, services: Omit<SourceContext, 'name'>): ClusterSource {
  return {
    name: source.name,
    reportsGaps: !withoutGaps.includes(source.kind),
    isExclusive: source.kind === 'x',
    create: (context) => createNamed(source, { ...services, ...context }),
  };
}

/** Creates the recorder of incoming posts. */
function composeRecorder({ record: path }: Config, log: Log): Recorder {
  if (path === 'none') return noRecorder;
  try {
    return createRecorder({
      path,
      onTrouble: (error) => {
        if (error === undefined) log.info({}, `the recording in ${path} can be written again`);
        else log.warn({}, `The recording in ${path} can't be written: ${sentenceOf(error)}`);
      },
      onLost: (posts) => {
        log.warn({ posts }, `posts are missing in the recording in ${path}`);
      },
    });
  } catch (error) {
    throw new UndertoneError('bad_option', `--record ${path} can't be written: ${sentenceOf(error)}.`, {
      cause: error,
    });
  }
}

function composeCursors({ dataFolder }: Config, log: Log): FileCursors {
  if (dataFolder === 'none') return noCursors;
  return createFileCursors(dataFolder, (error) => {
    log.warn({}, `Nothing can be kept in ${dataFolder}, so a restart will miss posts: ${sentenceOf(error)}`);
  });
}

import type { Observable, SchedulerLike } from 'rxjs';
import type { Source } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import type { Backpressure } from './backpressure.ts';
import type { Cursors } from './cursors.ts';
import type { ReceivePosts } from './push/receipt.ts';
import type { Environment, SourceName } from './source-name.ts';
import { whenLoaded } from './when-loaded.ts';

/** The services of the program for a source that keeps a connection. `superviseSource` takes all of them. */
export interface LiveSourceContext {
  /** The source's name in posts and events: that of its definition, numbered where it is repeated (`poll-2`). */
  readonly name: string;
  /** Emits whether the graph can accept more posts, soon after it is subscribed to. */
  readonly canAccept$: Observable<boolean>;
  /** Returns a number from 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** The interruption since another process read the source, which the first connection makes up for. Default none. */
  readonly interruption?: Interruption | undefined;
}

/** Posts that are being missed. */
export interface Interruption {
  /** The last sign of life, in epoch ms. */
  readonly from: number;
  /** A sentence. */
  readonly cause: string;
}

/** The services of the program for `create`. Posts, invalid lines, states and gaps are emitted instead. */
export interface SourceContext extends LiveSourceContext, Backpressure {
  /** The positions up to which sources have read, kept beyond the end of the program. */
  readonly cursors: Cursors;
  /** The languages that are taken, as BCP 47 tags; empty takes every one. */
  readonly languages: readonly string[];
  /** A name of this run of the program that no other run has. */
  readonly instanceId: string;
  /** A folder for the source's own files; undefined where nothing is kept. */
  readonly dataFolder: string | undefined;
  /** Logs a warning: one sentence. Troubles of the upstream are `pending` states instead. */
  readonly warn: (sentence: string) => void;
  /** Registers what takes the bodies of `POST /v1/posts`; what is registered last gets them. */
  readonly onPosts: (receive: ReceivePosts) => void;
  /** Registers a release that runs once when the program has ended; the program waits for its promise. */
  readonly onClose: (release: () => Promise<void> | void) => void;
}

/** The options of `defineSource`. `Spec` is the result of `parse`: the source as the user asked for it. */
export interface SourceOptions<Spec> {
  /** The first word of `--source`: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The forms of `--source` for this source, with what is optional in brackets: `file:PATH[?speed=N|max&loop=1]`. */
  readonly usage: string;
  /**
   * Reads the value of `--source` and the keys in the environment. Reads nothing else, so that a configuration can be
   * checked without a start. Throws `UndertoneError` `bad_option` with a sentence; `invalidSource` creates one.
   */
  readonly parse: (name: SourceName, env: Environment) => Spec;
  /**
   * Creates the source. Connects to nothing: that happens when the source is opened. A promise lets it import what only
   * this source needs; of a source that comes so, `isAlwaysOpen` is not known.
   */
  readonly create: (spec: Spec, context: SourceContext) => Source | Promise<Source>;
  /** Whether it can be selected only once, as standard input. Default false. */
  readonly isUnique?: boolean;
  /** Queries that find something in its posts, for people who have none in mind. Default none. */
  readonly suggestions?: readonly string[];
}

/** A source as it was asked for and understood. */
export interface SelectedSource {
  /** The name of its definition. */
  readonly kind: string;
  readonly spec: unknown;
  readonly suggestions: readonly string[];
  readonly create: (context: SourceContext) => Source;
}

/** A source that `--source` can select. */
export interface SourceDefinition<Spec = unknown> {
  readonly name: string;
  readonly usage: string;
  readonly isUnique: boolean;
  readonly parse: (name: SourceName, env: Environment) => Spec;
  /** Parses the name and keeps the result for `create`. */
  readonly select: (name: SourceName, env: Environment) => SelectedSource;
}

/**
 * Defines a source: how it is asked for, and how it is created. One definition per source; the list of those built in
 * is `sources/builtin.ts`, and `createServer({ sources })` takes others.
 * @example
 * export const tickSource = defineSource({
 *   name: 'tick',
 *   usage: 'tick:WORD[?every=SECONDS]',
 *   parse: (name) => {
 *     const seconds = numberOption(name, { option: 'every', default: 1, min: 0.05, max: 86_400 });
 *     return { word: name.rest ?? 'tick', everyMs: seconds * 1_000 };
 *   },
 *   create: ({ word, everyMs }, { name, scheduler }) => ({
 *     name,
 *     open: () =>
 *       interval(everyMs, scheduler).pipe(
 *         map(() => scheduler.now()),
 *         map((at) => ({ type: 'post', post: { id: `${at}`, source: name, text: word, at } })),
 *         startWith({ type: 'state', source: name, state: 'live' }),
 *       ),
 *   }),
 * });
 * @throws UndertoneError `bad_option` when the name is not one word.
 */
export function defineSource<Spec>(options: SourceOptions<Spec>): SourceDefinition<Spec> {
  const { name: kind, usage, parse, create, isUnique = false, suggestions = [] } = options;
  if (!/^[a-z][a-z0-9-]*$/.test(kind)) {
    throw new UndertoneError('bad_option', `A source can't be called \`${kind}\`: use lower-case letters and digits.`);
  }
  const select = (name: SourceName, env: Environment): SelectedSource => {
    const spec = parse(name, env);
    const createNow = (context: SourceContext): Source => {
      const source = create(spec, context);
      return source instanceof Promise ? whenLoaded(context.name, source) : source;
    };
    return { kind, spec, suggestions, create: createNow };
  };
  return { name: kind, usage, isUnique, parse, select };
}

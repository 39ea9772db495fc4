import { defer, from, mergeMap, of } from 'rxjs';
import type { Scorer } from '../../graph/index.ts';
import type { UndertoneError } from '../../model/index.ts';
import type { Engine, Explain, ScorerDefinition } from '../../scoring/index.ts';
import { createTextScorer, loadDefinition } from '../../scoring/load-module.ts';
import { createPool } from '../../scoring/pool.ts';
import { modulePrefix, type ScorerSettings } from '../../scoring/settings.ts';
import type { Config } from '../config/index.ts';
import type { Log } from '../observe.ts';
import { refuseUnusedLexicon, scorerSettingsOf } from './scorer-settings.ts';

/** A scorer that a program brings along: a port of the graph, or the engine of a definition. */
export type OwnScorer =
  { readonly kind: 'port'; readonly port: Scorer } | { readonly kind: 'engine'; readonly engine: Engine };

/**
 * Creates what a program brings along.
 * @throws UndertoneError `bad_option` when the definition's `create` fails, or there is a lexicon that it does not use.
 */
export async function ownScorer(
  scorer: Scorer | ScorerDefinition,
  { scorerOptions, topics, lexicon }: Pick<Config, 'scorerOptions' | 'topics' | 'lexicon'>,
): Promise<OwnScorer> {
  refuseUnusedLexicon('name' in scorer ? scorer.name : 'of this program', lexicon);
  if (!('create' in scorer)) return { kind: 'port', port: scorer };
  const { createTextEngine } = await loadScoring();
  return { kind: 'engine', engine: createTextEngine(await createTextScorer(scorer, scorerOptions), scorer, topics) };
}

export interface ScorerContext {
  readonly log: Log;
  /** Replaces the configured scorer. */
  readonly own?: OwnScorer | undefined;
}

/** A scorer with what else its threads do. */
export interface ComposedScorer extends Scorer {
  readonly explain: Explain;
  /** Resolves when the scorer is loaded. Rejects with an UndertoneError `bad_option` when it can't be. */
  readonly prepare: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Loaded where texts are scored in this thread: the words of the scorers are in the threads of the pool otherwise. */
const loadScoring = () => import('../../scoring/index.ts');

type OnFailure = (error: UndertoneError, posts: number) => void;

/**
 * Creates the scorer of a configuration, or takes the program's own, which runs in the main thread.
 * @throws UndertoneError `bad_option` when a lexicon can't be used.
 */
export function composeScorer(config: Config, { log, own }: ScorerContext): ComposedScorer {
  const onFailure: OnFailure = ({ code, message }, posts) => {
    log.error(
      { code, posts },
      posts === 0 ? `A scoring thread ended: ${message}` : `A batch could not be scored: ${message}`,
    );
  };
  const done = (): Promise<void> => Promise.resolve();
  if (own?.kind === 'port') return { ...own.port, explain: explainHere, prepare: done, close: done };
  if (own?.kind === 'engine') return composeEngine(Promise.resolve(own.engine), onFailure);
  const settings = scorerSettingsOf(config);
  if (config.workers === 0) return composeEngine(loadOwnEngine(settings), onFailure);
  return createPool({ ...settings, workers: config.workers, onFailure });
}

/**
 * Loads the module of the scorer, if it is one, and creates nothing of it.
 * @throws UndertoneError `bad_option` with a sentence.
 */
export async function checkScorer(config: Config): Promise<void> {
  const { scorer } = scorerSettingsOf(config);
  if (scorer.startsWith(modulePrefix)) await loadDefinition(scorer.slice(modulePrefix.length), process.cwd());
}

/** Runs an engine in this thread, once it is loaded. */
function composeEngine(loading: Promise<Engine>, onFailure: OnFailure): ComposedScorer {
  // `prepare` reports it.
  loading.catch(() => undefined);
  const scorer = loading.then((engine) => scorerOf(engine, onFailure));
  scorer.catch(() => undefined);
  return {
    idle$: of(true),
    score: (batch) => defer(() => from(scorer)).pipe(mergeMap((loaded) => loaded.score(batch))),
    explain: async (text, topic) => (await loading).explain({ text, topic }),
    prepare: async () => {
      await loading;
    },
    close: () => Promise.resolve(),
  };
}

/** Loads the scorer of a configuration to run in this thread. */
export async function loadScorer(config: Config, onFailure: OnFailure): Promise<Scorer> {
  return scorerOf(await loadOwnEngine(scorerSettingsOf(config)), onFailure);
}

const loadOwnEngine = async (settings: ScorerSettings): Promise<Engine> => (await loadScoring()).loadEngine(settings);

const scorerOf = async (engine: Engine, onFailure: OnFailure): Promise<Scorer> =>
  (await loadScoring()).createEngineScorer(engine, { onFailure });

const explainHere: Explain = async (text, topic) => (await loadScoring()).explainInline(text, topic);

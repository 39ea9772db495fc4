import type { Scorer } from '../../graph/index.ts';
import type { UndertoneError } from '../../model/index.ts';
import {
  createCustomScorer,
  createInlineScorer,
  createPool,
  explainInline,
  type Explain,
  type ScorerDefinition,
  type TextScorer,
} from '../../scoring/index.ts';
import type { Config } from '../config/index.ts';
import type { Log } from '../observe.ts';

/** A scorer that a program brings along: a port of the graph, or a definition with what it has created. */
export type OwnScorer =
  | { readonly kind: 'port'; readonly port: Scorer }
  | { readonly kind: 'text'; readonly definition: ScorerDefinition; readonly scorer: TextScorer };

/** Creates what a program brings along. Rejects when the definition's `create` fails. */
export async function ownScorer(scorer: Scorer | ScorerDefinition): Promise<OwnScorer> {
  if (!('create' in scorer)) return { kind: 'port', port: scorer };
  return { kind: 'text', definition: scorer, scorer: await scorer.create({}) };
}

export interface ScorerContext {
  readonly log: Log;
  /** Replaces the configured scorer. */
  readonly own: OwnScorer | undefined;
}

/** A scorer with what else its threads do. */
export interface ComposedScorer extends Scorer {
  readonly explain: Explain;
  readonly close: () => Promise<void>;
}

/** Creates the scorer of a configuration, or takes the program's own, which runs in the main thread. */
export function composeScorer({ workers, scorer }: Config, { log, own }: ScorerContext): ComposedScorer {
  const onFailure = ({ code, message }: UndertoneError, posts: number): void => {
    log.error({ code, posts }, `A batch could not be scored: ${message}`);
  };
  const inline = { explain: explainInline, close: (): Promise<void> => Promise.resolve() };
  if (own?.kind === 'port') return { ...own.port, ...inline };
  if (own?.kind === 'text') return { ...createCustomScorer(own.scorer, own.definition, { onFailure }), ...inline };
  return workers === 0 ? { ...createInlineScorer(scorer), ...inline } : createPool({ scorer, workers, onFailure });
}

import { UndertoneError } from '../model/index.ts';
import { overlayLexicon, scoreByPackage, scorePost } from '../sentiment/index.ts';
import { normalise } from '../text/index.ts';
import type { ScorerDefinition, TextScorer } from './definition.ts';
import { explainText, explainByName, type ExplainRequest } from './explanation.ts';
import { createTextScorer, loadDefinition } from './load-module.ts';
import { scoreBatch, type ScoreRequest, type ScoreText } from './score-batch.ts';
import type { NamedScorer } from './score-one.ts';
import { modulePrefix, type ScorerSettings, type TopicMethod } from './settings.ts';
import { scoreTexts, type ScoreTopics } from './text-engine.ts';

/** A scorer as a thread runs it, the calling one or a worker. */
export interface Engine extends NamedScorer {
  /** Whether it reads texts in every language, so that it need not know that of a text. */
  readonly readsAll: boolean;
  /** Returns an explanation as JSON, so that only the thread that makes it spends time on it. */
  readonly explain: (request: ExplainRequest) => string | Promise<string>;
}

/** Topic scores by method. */
const topicScorers: Readonly<Record<TopicMethod, ScoreTopics>> = {
  rules: (text, topics) => scorePost(text, topics).topics,
};

/** The built-in scorers by name. */
const scorers: Readonly<Record<string, ScoreText>> = {
  vader: scorePost,
  'vader-sentiment': (text, topics) => ({ ...scorePost(text, topics), score: scoreByPackage(normalise(text)) }),
};

/**
 * Creates the engine of a built-in scorer.
 * @throws UndertoneError `bad_option` when there is none of that name, or its lexicon can't be overlaid.
 */
export function createEngine({ scorer: name, lexicon = [] }: ScorerSettings): Engine {
  const score = scorers[name];
  if (score === undefined) throw new UndertoneError('bad_option', `There is no scorer named ${name}.`);
  if (lexicon.length > 0) overlayLexicon(lexicon);
  return { name, readsAll: true, score: (request) => scoreBatch(request, score), explain: explainText };
}

/** Creates the engine of somebody else's scorer. */
export function createTextEngine(
  scorer: TextScorer,
  definition: Pick<ScorerDefinition, 'name' | 'languages'>,
  topics: TopicMethod = 'rules',
): Engine {
  const scoreTopics = topicScorers[topics];
  const score = (request: ScoreRequest) => scoreTexts(request, { scorer, definition, scoreTopics });
  const engine = { name: definition.name, readsAll: false, score };
  return { ...engine, explain: (request) => explainByName(request, engine) };
}

/**
 * Loads the engine of any scorer. A module is resolved from the working folder.
 * @throws UndertoneError `bad_option` with a sentence when it can't be used.
 */
export async function loadEngine(settings: ScorerSettings): Promise<Engine> {
  const { scorer: name, scorerOptions = {}, topics } = settings;
  if (!name.startsWith(modulePrefix)) return createEngine(settings);
  const definition = await loadDefinition(name.slice(modulePrefix.length), process.cwd());
  return createTextEngine(await createTextScorer(definition, scorerOptions), definition, topics);
}

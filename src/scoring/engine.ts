import { UndertoneError, type VaderScore } from '../model/index.ts';
import {
  overlayLexicon,
  scoreByPackage,
  scoreLearned,
  scorePost,
  scoreText,
  scoreTopicsLearned,
} from '../sentiment/index.ts';
import { normalise } from '../text/index.ts';
import type { ScorerDefinition, TextScorer } from './definition.ts';
import type { ExplainRequest } from './explanation.ts';
import { createTextScorer, loadDefinition } from './load-module.ts';
import { scoreBatch, type ScoreRequest, type ScoreText } from './score-batch.ts';
import type { NamedScorer } from './score-one.ts';
import { modulePrefix, type ScorerSettings, type TopicMethod } from './settings.ts';
import { scoreTexts, type ScoreTopics } from './text-engine.ts';

/** A scorer as a thread runs it, the calling one or a worker. */
export interface Engine extends NamedScorer {
  /** The method that scores topics, unless the scorer itself does. */
  readonly topics: TopicMethod;
  /** Whether it reads texts in every language, so that it need not know that of a text. */
  readonly readsAll: boolean;
  /** Returns an explanation as JSON, so that only the thread that makes it spends time on it. */
  readonly explain: (request: ExplainRequest) => Promise<string>;
}

/** Loaded when it is first needed: with it comes the matcher, without which a worker starts sooner. */
const loadExplanation = () => import('./explanation.ts');

/** Topic scores by method. */
const topicScorers: Readonly<Record<TopicMethod, ScoreTopics>> = {
  rules: (text, topics) => scorePost(text, topics).topics,
  learned: (text, topics) => scoreTopicsLearned(text, topics, 0),
};

/** The built-in scorers of whole texts, by name. */
const wholes: Readonly<Record<string, (text: string) => VaderScore>> = {
  vader: (text) => scoreText(normalise(text)),
  'vader-sentiment': (text) => scoreByPackage(normalise(text)),
  learned: scoreLearned,
};

/** Returns the function that scores a post by a built-in scorer; undefined when there is none of that name. */
function scorerOf(name: string, method: TopicMethod): ScoreText | undefined {
  const score = wholes[name];
  if (score === undefined) return undefined;
  // VADER and the rules read a text once for both.
  if (name === 'vader' && method === 'rules') return scorePost;
  const scoreTopics = topicScorers[method];
  return (text, topics) => {
    const whole = score(text);
    if (topics.length === 0) return { score: whole, topics: [] };
    const own = scoreTopics(text, topics);
    // A topic that is only in a list beside the text has the score of the whole.
    return { score: whole, topics: own.map((topic, index) => (topics[index]?.length === 0 ? whole : topic)) };
  };
}

/**
 * Creates the engine of a built-in scorer.
 * @throws UndertoneError `bad_option` when there is none of that name, or its lexicon can't be overlaid.
 */
export function createEngine({ scorer: name, topics = 'rules', lexicon = [] }: ScorerSettings): Engine {
  const score = scorerOf(name, topics);
  if (score === undefined) throw new UndertoneError('bad_option', `There is no scorer named ${name}.`);
  if (lexicon.length > 0) overlayLexicon(lexicon);
  return {
    ...{ name, topics, readsAll: true },
    score: (request) => scoreBatch(request, score),
    explain: async (request) =>
      (await loadExplanation()).explainText(request, { isLearned: name === 'learned', topics }),
  };
}

/** Creates the engine of somebody else's scorer. */
export function createTextEngine(
  scorer: TextScorer,
  definition: Pick<ScorerDefinition, 'name' | 'languages'>,
  topics: TopicMethod = 'rules',
): Engine {
  const scoreTopics = topicScorers[topics];
  const score = (request: ScoreRequest) => scoreTexts(request, { scorer, definition, scoreTopics });
  const engine = { name: definition.name, topics, readsAll: false, score };
  return { ...engine, explain: async (request) => (await loadExplanation()).explainByName(request, engine) };
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

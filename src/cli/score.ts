import { composeEngineOf, scoreOne, type Engine, type OneScore } from '../app/compose/score-texts.ts';
import { resolveConfig } from '../app/config/index.ts';
import { isRecord, parseJson, polarityIndexOf, polarityNames, UndertoneError, type Span } from '../model/index.ts';
import { parseQuery } from '../query/index.ts';
import {
  explain,
  explainLearned,
  explainPostTopic,
  explainTopicLearned,
  formatExplanation,
  formatLearned,
  formatLearnedTopic,
  formatTopicExplanation,
  scoreByPackage,
  scoreText,
} from '../sentiment/index.ts';
import { createLineSplitter, type Line } from '../node/lines.ts';
import { countHashtags, normalise, tokenise } from '../text/index.ts';
import { createSpanFinder } from './find-spans.ts';
import type { Args, CommandSpec } from './command.ts';
import { createOutput, printNotice } from './output.ts';
import { wrapReason } from './wrap-reason.ts';

/** Scores texts: the arguments, or the lines of stdin. */
export const score: CommandSpec = {
  operands: { usage: '[TEXT]…', meaning: 'The texts; without any, each line of stdin is one' },
  own: [
    { flags: '--topic <query>', meaning: "Also score the query's own words in each text" },
    { flags: '--explain', meaning: 'Also print why: each word with its valence and the rules that changed it' },
    { flags: '--json', meaning: 'Print one JSON object a line' },
    { flags: '--raw', meaning: 'Score the text as it stands, without taking out links and the like' },
    {
      flags: '--ndjson',
      meaning: 'Read each line of stdin as {"text":…,"topic":…}, so that a text may hold line breaks',
    },
  ],
  keys: ['scorer', 'scorerOptions', 'topics', 'lexicon'],
  note: 'Without a text, on a terminal, Ctrl-D ends the input.',
  run: runScore,
};

/** A text to score, and the query of its topic. */
interface Task {
  readonly text: string;
  readonly topic: string | undefined;
}

interface ScoreMode {
  readonly engine: Engine;
  readonly raw: boolean;
  readonly why: boolean;
}

async function runScore({ values, operands, file }: Args): Promise<number> {
  const engine = await composeEngineOf(resolveConfig({ flags: values, env: process.env, file }));
  const output = createOutput();
  const topic = values['topic']?.at(-1);
  if (topic !== undefined) parseQuery(topic);
  const mode = { engine, raw: values['raw'] !== undefined, why: values['explain'] !== undefined };
  const print = async (task: Task): Promise<void> => {
    if (values['json'] === undefined) (await describe(task, mode)).forEach(output.line);
    else output.json(await resultOf(task, mode));
  };
  for (const text of operands) await print({ text, topic });
  if (operands.length > 0) return 0;
  if (process.stdin.isTTY) printNotice('Reading texts from the terminal, one a line; Ctrl-D ends.');
  let number = 0;
  const take = async (line: Line): Promise<void> => {
    number += 1;
    if ('fault' in line) throw new UndertoneError('bad_input', `Line ${number} of stdin is ${line.fault}.`);
    const text = line.text.replace(/\r$/, '');
    if (values['ndjson'] === undefined) await print({ text, topic });
    else if (text.trim() !== '') await print({ topic, ...taskOf(text, number) });
  };
  const splitter = createLineSplitter(maxLineBytes);
  for await (const chunk of process.stdin) for (const line of splitter.push(bytesOf(chunk))) await take(line);
  for (const line of splitter.end()) await take(line);
  return 0;
}

// A line is kept in memory as a whole.
const maxLineBytes = 64 * 1_048_576;

function bytesOf(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

async function resultOf(task: Task, mode: ScoreMode) {
  const { score, scored, spans, topic } = await scoresOf(task, mode);
  const { compound, pos, neu, neg } = score;
  return {
    compound,
    pos,
    neu,
    neg,
    polarityIndex: polarityIndexOf(compound),
    scored,
    hashtags: countHashtags(tokenise(task.text)),
    ...(task.topic !== undefined && { topic: topic ?? null }),
    ...(mode.why && { why: await whyOf(task, mode, spans) }),
  };
}

/** Returns why a text has its scores; of a scorer that does not say, its name. */
async function whyOf({ text, topic }: Task, { engine, raw }: ScoreMode, spans: readonly Span[] | undefined) {
  if (!explainsWords(engine) || engine.topics === 'learned') return parseJson(await engine.explain({ text, topic }));
  return { ...explain(seenBy(text, raw)), ...(spans && { topic: explainPostTopic(text, spans) }) };
}

/** Whether a scorer is explained by VADER's words. */
const explainsWords = ({ name }: Engine): boolean => Object.hasOwn(rawScorers, name);

async function describe(task: Task, mode: ScoreMode): Promise<readonly string[]> {
  const { score, scored, spans, topic } = await scoresOf(task, mode);
  const { compound } = score;
  const shares = (['pos', 'neu', 'neg'] as const).map((name) => `${name} ${score[name]?.toFixed(3) ?? '–'}`).join('  ');
  const polarity = scored === false ? 'not scored' : polarityNames[polarityIndexOf(compound)];
  const lines = [`${figure(compound)}  ${polarity}  ${shares}  ${task.text}`];
  const { raw } = mode;
  const why = mode.why && explainsWords(mode.engine);
  if (mode.why && mode.engine.name === 'learned') {
    lines.push('', ...rowsOf(formatLearned(explainLearned(seenBy(task.text, false)))));
  } else if (mode.why && !why) lines.push('', `The scorer ${mode.engine.name} does not say why.`);
  if (why) lines.push('', ...rowsOf(formatExplanation(explain(seenBy(task.text, raw)))));
  if (task.topic !== undefined) {
    const found = topic && `${figure(topic.compound)}  ${polarityNames[topic.polarityIndex]}`;
    lines.push(`${found ?? '      –  not found'}  about ${task.topic}`);
  }
  if (mode.why && spans && (why || mode.engine.name === 'learned'))
    lines.push('', ...topicRows(task.text, spans, mode));
  return lines;
}

/** Returns the rows that explain a topic's score: the opinions that rules find, and the features if a model decided. */
function topicRows(text: string, spans: readonly Span[], { engine }: ScoreMode): readonly string[] {
  const learned = engine.topics === 'learned' && spans.length > 0 ? explainTopicLearned(text, spans) : undefined;
  const features = learned === undefined ? undefined : formatLearnedTopic(learned);
  return rowsOf(features ?? formatTopicExplanation(explainPostTopic(text, spans)));
}

/** Returns the rows of an explanation. In a terminal, reasons that are too long go on below themselves. */
function rowsOf(explanation: string): readonly string[] {
  const rows = explanation.split('\n');
  return process.stdout.isTTY ? rows.flatMap((row) => wrapReason(row, process.stdout.columns)) : rows;
}

const figure = (compound: number): string => compound.toFixed(4).padStart(7);

const seenBy = (text: string, raw: boolean): string => (raw ? text : normalise(text));

/** Returns the scores of a text, and the spans of its topic, which are undefined if the query does not match. */
async function scoresOf({ text, topic }: Task, { engine, raw }: ScoreMode) {
  const spans = topic === undefined ? undefined : createSpanFinder(topic)(text);
  const scored: OneScore = await scoreOne(engine, text, spans);
  const asItStands = raw ? rawScorers[engine.name]?.(text) : undefined;
  return { ...scored, ...(asItStands !== undefined && { score: asItStands }), spans };
}

/** The scorers that score a normalised text; others see it as it stands anyway. */
const rawScorers: Readonly<Record<string, typeof scoreText>> = { vader: scoreText, 'vader-sentiment': scoreByPackage };

function taskOf(line: string, number: number): { readonly text: string; readonly topic?: string } {
  const value = parseJson(line);
  const fail = (wanted: string) => new UndertoneError('bad_input', `Line ${number} of stdin ${wanted}.`);
  if (!isRecord(value) || typeof value['text'] !== 'string') throw fail('is not a JSON object with a string `text`');
  const { text, topic } = value;
  if (topic === undefined || topic === null) return { text };
  if (typeof topic !== 'string') throw fail('has a `topic` that is not a string');
  return { text, topic };
}

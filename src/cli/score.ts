import { isRecord, parseJson, polarityIndexOf, polarityNames, UndertoneError } from '../model/index.ts';
import { parseQuery } from '../query/index.ts';
import {
  explain,
  explainPostTopic,
  formatExplanation,
  formatTopicExplanation,
  scorePost,
  scoreText,
  type PostScore,
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
  note: 'Without a text, on a terminal, Ctrl-D ends the input.',
  run: runScore,
};

/** A text to score, and the query of its topic. */
interface Task {
  readonly text: string;
  readonly topic: string | undefined;
}

interface ScoreMode {
  readonly raw: boolean;
  readonly why: boolean;
}

async function runScore({ values, operands }: Args): Promise<number> {
  const output = createOutput();
  const topic = values['topic']?.at(-1);
  if (topic !== undefined) parseQuery(topic);
  const mode = { raw: values['raw'] !== undefined, why: values['explain'] !== undefined };
  const print = (task: Task): void => {
    if (values['json'] === undefined) describe(task, mode).forEach(output.line);
    else output.json(resultOf(task, mode));
  };
  for (const text of operands) print({ text, topic });
  if (operands.length > 0) return 0;
  if (process.stdin.isTTY) printNotice('Reading texts from the terminal, one a line; Ctrl-D ends.');
  let number = 0;
  const take = (line: Line): void => {
    number += 1;
    if ('fault' in line) throw new UndertoneError('bad_input', `Line ${number} of stdin is ${line.fault}.`);
    const text = line.text.replace(/\r$/, '');
    if (values['ndjson'] === undefined) print({ text, topic });
    else if (text.trim() !== '') print({ topic, ...taskOf(text, number) });
  };
  const splitter = createLineSplitter(maxLineBytes);
  for await (const chunk of process.stdin) splitter.push(bytesOf(chunk)).forEach(take);
  splitter.end().forEach(take);
  return 0;
}

// A line is kept in memory as a whole.
const maxLineBytes = 64 * 1_048_576;

function bytesOf(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

function resultOf(task: Task, { raw, why }: ScoreMode) {
  const { score, spans, topic } = scoresOf(task, raw);
  const { compound, pos, neu, neg } = score;
  return {
    compound,
    pos,
    neu,
    neg,
    polarityIndex: polarityIndexOf(compound),
    hashtags: countHashtags(tokenise(task.text)),
    ...(task.topic !== undefined && { topic: topic ?? null }),
    ...(why && {
      why: { ...explain(seenBy(task.text, raw)), ...(spans && { topic: explainPostTopic(task.text, spans) }) },
    }),
  };
}

function describe(task: Task, { raw, why }: ScoreMode): readonly string[] {
  const { score, spans, topic } = scoresOf(task, raw);
  const { compound, pos, neu, neg } = score;
  const shares = `pos ${pos.toFixed(3)}  neu ${neu.toFixed(3)}  neg ${neg.toFixed(3)}`;
  const lines = [`${figure(compound)}  ${polarityNames[polarityIndexOf(compound)]}  ${shares}  ${task.text}`];
  if (why) lines.push('', ...rowsOf(formatExplanation(explain(seenBy(task.text, raw)))));
  if (task.topic !== undefined) {
    const found = topic && `${figure(topic.compound)}  ${polarityNames[topic.polarityIndex]}`;
    lines.push(`${found ?? '      –  not found'}  about ${task.topic}`);
  }
  if (why && spans) lines.push('', ...rowsOf(formatTopicExplanation(explainPostTopic(task.text, spans))));
  return lines;
}

/** Returns the rows of an explanation. In a terminal, reasons that are too long go on below themselves. */
function rowsOf(explanation: string): readonly string[] {
  const rows = explanation.split('\n');
  return process.stdout.isTTY ? rows.flatMap((row) => wrapReason(row, process.stdout.columns)) : rows;
}

const figure = (compound: number): string => compound.toFixed(4).padStart(7);

const seenBy = (text: string, raw: boolean): string => (raw ? text : normalise(text));

/** Returns the scores of a text, and the spans of its topic, which are undefined if the query does not match. */
function scoresOf({ text, topic }: Task, raw: boolean) {
  const spans = topic === undefined ? undefined : createSpanFinder(topic)(text);
  const scored: PostScore = scorePost(text, spans === undefined ? [] : [spans]);
  return { score: raw ? scoreText(text) : scored.score, spans, topic: scored.topics[0] };
}

function taskOf(line: string, number: number): { readonly text: string; readonly topic?: string } {
  const value = parseJson(line);
  const fail = (wanted: string) => new UndertoneError('bad_input', `Line ${number} of stdin ${wanted}.`);
  if (!isRecord(value) || typeof value['text'] !== 'string') throw fail('is not a JSON object with a string `text`');
  const { text, topic } = value;
  if (topic === undefined || topic === null) return { text };
  if (typeof topic !== 'string') throw fail('has a `topic` that is not a string');
  return { text, topic };
}

import { createInterface } from 'node:readline';
import { isRecord, polarityIndexOf, UndertoneError } from '../model/index.ts';
import { scoreText } from '../sentiment/index.ts';
import { countHashtags, normalise, tokenise } from '../text/index.ts';
import { readArgs } from './args.ts';
import { createOutput } from './output.ts';

const ownFlags = {
  json: { type: 'boolean' },
  raw: { type: 'boolean' },
  ndjson: { type: 'boolean' },
} as const;

/** Scores texts: the arguments, or the lines of stdin. */
export async function score(argv: readonly string[]): Promise<number> {
  const { own, positionals } = readArgs(argv, [], ownFlags);
  const output = createOutput();
  const print = (text: string): void => {
    const result = resultOf(text, own['raw'] !== undefined);
    output.line(own['json'] === undefined ? describe(text, result) : JSON.stringify(result));
  };
  for (const text of positionals) print(text);
  if (positionals.length > 0) return 0;
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    number += 1;
    if (own['ndjson'] === undefined) print(line);
    else if (line.trim() !== '') print(textOf(line, number));
  }
  return 0;
}

function resultOf(text: string, raw: boolean) {
  const { compound, pos, neu, neg } = scoreText(raw ? text : normalise(text));
  const polarityIndex = polarityIndexOf(compound);
  return { compound, pos, neu, neg, polarityIndex, hashtags: countHashtags(tokenise(text)) };
}

function describe(text: string, { compound, pos, neu, neg, polarityIndex }: ReturnType<typeof resultOf>): string {
  const polarity = (['positive', 'negative', 'neutral'] as const)[polarityIndex];
  const figures = `${compound.toFixed(4).padStart(7)}  ${polarity}  pos ${pos.toFixed(3)}  neu ${neu.toFixed(3)}  neg ${neg.toFixed(3)}`;
  return `${figures}  ${text}`;
}

function textOf(line: string, number: number): string {
  const value = parseJson(line);
  if (isRecord(value) && typeof value['text'] === 'string') return value['text'];
  throw new UndertoneError('bad_input', `Line ${number} of stdin is no JSON object with a string \`text\`.`);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, type JsonObject, type Span } from '../../src/model/index.ts';

/** A text that people have rated as a whole. */
export interface RatedLine {
  readonly set: string;
  readonly text: string;
  /** The mean of the ratings, -4 to 4. */
  readonly mean: number;
  /** The number of its line in its set, from 1. */
  readonly line: number;
}

/** A topic in a text with the label that people gave it: -1, 0 or 1. */
export interface LabelledTopic {
  readonly set: string;
  readonly text: string;
  readonly span: Span;
  readonly label: number;
}

/** Reads the rated texts of a folder; none where it has no such file. */
export function readRated(folder: string): readonly RatedLine[] {
  const lines = new Map<string, number>();
  return readLines(join(folder, 'rated.jsonl')).flatMap(({ set, text, humanMean }): readonly RatedLine[] => {
    if (typeof set !== 'string' || typeof text !== 'string' || typeof humanMean !== 'number') return [];
    const line = (lines.get(set) ?? 0) + 1;
    lines.set(set, line);
    return [{ set, text, mean: humanMean, line }];
  });
}

/** Reads the labelled topics of a file in a folder; none where there is no such file. */
export function readTopics(folder: string, file: string): readonly LabelledTopic[] {
  return readLines(join(folder, file)).flatMap(({ set, text, start, end, label }): readonly LabelledTopic[] => {
    if (typeof set !== 'string' || typeof text !== 'string' || typeof label !== 'number') return [];
    if (typeof start !== 'number' || typeof end !== 'number') return [];
    // The offsets are in code points.
    const offset = (points: number): number => Array.from(text).slice(0, points).join('').length;
    return [{ set, text, span: { start: offset(start), end: offset(end) }, label }];
  });
}

function readLines(path: string): readonly JsonObject[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isRecord);
}

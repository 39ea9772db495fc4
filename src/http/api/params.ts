import { z } from '@hono/zod-openapi';
import { bucketStepMs, secondsFault, sentenceOf, UndertoneError } from '../../model/index.ts';
import { maxQueryLength, parseQuery } from '../../query/index.ts';

/** The last instant that JavaScript knows. */
export const maxInstant = 8.64e15;
const maxLimit = 1_000;
const defaultLimit = 100;

/** Only digits are a number: no sign, no exponent, nothing that JavaScript would make of an empty text. */
const read = (said: unknown): unknown => (typeof said === 'string' && /^\d{1,16}$/.test(said) ? Number(said) : NaN);

export function whole(min: number, max: number) {
  const sentence = `must be a whole number from ${min} to ${max}`;
  return z.preprocess(read, z.int(sentence).min(min, sentence).max(max, sentence));
}

/** A time in epoch ms, 0 for the beginning. Refuses one that looks like epoch seconds. */
export const instant = (description: string, example: number) =>
  whole(0, maxInstant)
    .refine((ms) => secondsFault(ms) === undefined, { error: ({ input }) => secondsFault(Number(input)) })
    .optional()
    .openapi({ param: { description }, example });

const query = z
  .string('must be given once')
  .openapi({ param: { description: 'The query, in any spelling' }, example: 'pizza', maxLength: maxQueryLength });
const from = instant('The beginning, epoch ms', 1_768_471_200_000);
const to = instant('The end, epoch ms, not included', 1_768_474_800_000);
const before = instant('Only posts older than this, epoch ms', 1_768_474_800_000);

const limit = whole(1, maxLimit)
  .default(defaultLimit)
  .openapi({ param: { description: 'How many at most' }, example: 10 });

const stepText = 'The length of a bucket in ms; by default the shortest round one that gives 500 buckets at most';
const step = whole(bucketStepMs, maxInstant)
  .refine((value) => value % bucketStepMs === 0, `must be a multiple of ${bucketStepMs}`)
  .optional()
  .openapi({ param: { description: stepText }, example: 60_000, multipleOf: bucketStepMs });

const format = z
  .enum(['csv', 'ndjson'], 'must be csv or ndjson')
  .default('ndjson')
  .openapi({ param: { description: 'One JSON object a line, or CSV' }, example: 'csv' });

const spreadsheetText = 'With 1, texts in CSV that a spreadsheet would take for a formula begin with an apostrophe';
const spreadsheet = z
  .enum(['0', '1'], 'must be 0 or 1')
  .default('0')
  .openapi({ param: { description: spreadsheetText }, example: '1' });

export const historyParams = z.object({ query, from, to, step });
export const postsParams = z.object({ query, limit, before });
export const exportParams = z.object({ query, from, to, format, spreadsheet });

/** @throws UndertoneError `bad_query` with a sentence. */
export function canonical(spelling: string): string {
  return parseQuery(spelling).canonical;
}

export function badRequest(sentence: string): UndertoneError {
  return new UndertoneError('bad_request', sentence);
}

/** What a validation has found first, as a sentence that names the parameter. */
export function refusal(error: z.ZodError): UndertoneError {
  const [issue] = error.issues;
  const name = issue?.path.map(String).join('.') ?? '';
  const what = name === '' ? 'The body is not usable:' : `\`${name}\``;
  return badRequest(`${what} ${issue?.message ?? sentenceOf(error)}.`);
}

/** A stretch of time, once its ends are known. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export function checkRange({ from: begin, to: end }: Range): void {
  if (begin >= end) throw badRequest(`\`from\` must be before \`to\`, and ${begin} is not before ${end}.`);
}

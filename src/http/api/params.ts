import { z } from '@hono/zod-openapi';
import { bucketStepMs, secondsFault, sentenceOf, UndertoneError } from '../../model/index.ts';
import { maxQueryLength, parseQuery } from '../../query/index.ts';

/** The latest time that a `Date` can hold, epoch ms. */
export const maxInstant = 8.64e15;
const maxLimit = 1_000;
const defaultLimit = 100;
const maxStrongest = 100;
const defaultStrongest = 20;

/** Reads digits only: `Number` would accept signs, exponents and an empty text. */
const read = (raw: unknown): unknown => (typeof raw === 'string' && /^\d{1,16}$/.test(raw) ? Number(raw) : NaN);

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

/** The query of what is not under `/v1`, by the name that it has in the address of the page. */
export const q = query;

const from = instant('The start of the range, epoch ms', 1_768_471_200_000);
const to = instant('The end of the range, excluded, epoch ms', 1_768_474_800_000);
const before = instant('Return only posts older than this time, epoch ms', 1_768_474_800_000);

const limit = whole(1, maxLimit)
  .default(defaultLimit)
  .openapi({ param: { description: 'The most posts to return' }, example: 10 });

const stepText = 'The length of a bucket in ms; by default the shortest round length that gives at most 500 buckets';
const step = whole(bucketStepMs, maxInstant)
  .refine((value) => value % bucketStepMs === 0, `must be a multiple of ${bucketStepMs}`)
  .optional()
  .openapi({ param: { description: stepText }, example: 60_000, multipleOf: bucketStepMs });

const format = z
  .enum(['csv', 'ndjson'], 'must be csv or ndjson')
  .default('ndjson')
  .openapi({ param: { description: 'One JSON object per line, or CSV' }, example: 'csv' });

const spreadsheetText =
  '1 makes CSV for spreadsheets: it begins with a byte order mark, `at` is ISO 8601, and an apostrophe precedes texts that look like formulas';
const spreadsheet = z
  .enum(['0', '1'], 'must be 0 or 1')
  .default('0')
  .openapi({ param: { description: spreadsheetText }, example: '1' });

const order = z
  .enum(['newest', 'strongest'], 'must be newest or strongest')
  .default('newest')
  .openapi({
    param: { description: 'The newest posts first, or the newest 20,000 by the absolute value of their compounds' },
    example: 'strongest',
  });

const searchText = 'A second query that the posts must match; at most 5,000 posts are looked at, see `next`';
const search = z
  .string('must be given once')
  .optional()
  .openapi({ param: { description: searchText }, example: 'crust', maxLength: maxQueryLength });

const name = (description: string, example: string) =>
  z.string('must be given once').optional().openapi({ param: { description }, example });

const cursor = z
  .string('must be given once')
  .regex(/^-?\d{1,16}\.\d{1,16}$/, 'must be a `next` of an earlier answer')
  .transform((text) => {
    const [at, seq] = text.split('.').map(Number);
    return { at: at ?? 0, seq: seq ?? 0 };
  })
  .optional()
  .openapi({
    type: 'string',
    param: { description: 'Continues where an earlier answer ended: its `next`' },
    example: '1768474800000.42',
  });

const strongest = whole(0, maxStrongest)
  .default(defaultStrongest)
  .openapi({ param: { description: 'The most posts to return' }, example: 10 });

export const historyParams = z.object({ query, from, to, step });
export const postsParams = z.object({
  ...{ query, limit, before, from, to, order, search, cursor },
  source: name('Only the post with this source and this `id`', 'demo'),
  id: name('Only the post with this id and this `source`', '1'),
});
export const whyParams = z.object({ query, from, to, limit: strongest });
export const exportParams = z.object({ query, from, to, format, spreadsheet });

/** @throws UndertoneError `bad_query` with a sentence. */
export function canonical(spelling: string): string {
  return parseQuery(spelling).canonical;
}

export function badRequest(sentence: string): UndertoneError {
  return new UndertoneError('bad_request', sentence);
}

/** Makes an error of the first finding of a validation, with a sentence that names the parameter. */
export function refusal(error: z.ZodError): UndertoneError {
  const [issue] = error.issues;
  const name = issue?.path.map(String).join('.') ?? '';
  const what = name === '' ? 'The body is not valid:' : `\`${name}\``;
  return badRequest(`${what} ${issue?.message ?? sentenceOf(error)}.`);
}

/** A range of time, epoch ms. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export function checkRange({ from: begin, to: end }: Range): void {
  if (begin >= end) throw badRequest(`\`from\` must be before \`to\`, and ${begin} is not before ${end}.`);
}

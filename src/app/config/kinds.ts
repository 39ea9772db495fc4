import { z } from 'zod';
import { isRecord, maxTimerMs, parseJson, sentenceOf, UndertoneError, type JsonObject } from '../../model/index.ts';

/*
 * The kinds of options. Each accepts what a flag or an environment variable gives, which is text, and what a JSON file
 * may hold, and ends in the type that the program uses. A message is the end of a sentence whose subject is the option.
 */

/** What the documentation needs beside the schema itself. */
export interface OptionDoc {
  readonly meaning: string;
  readonly unit: string;
  /** The default as text. */
  readonly default: string;
  /** The default in documents, where it depends on the machine. */
  readonly usualDefault?: string | undefined;
  /** Whether it may be repeated; an environment variable then separates its values by commas. */
  readonly isList: boolean;
  /** Whether its flag may stand alone, without a value. */
  readonly isFlag: boolean;
  /** Whether it guards the server, so that an empty value is an error and not the same as none. */
  readonly isGuard: boolean;
  /** A second environment variable of the same meaning. */
  readonly alias?: string | undefined;
}

/** The documentation of every option, by its schema. */
export const optionDocs = z.registry<OptionDoc>();

interface Doc<T> {
  readonly default: T;
  readonly meaning: string;
  readonly usualDefault?: string;
}

interface Details {
  readonly unit?: string;
  readonly isList?: boolean;
  readonly isFlag?: boolean;
  readonly isGuard?: boolean;
  readonly alias?: string | undefined;
}

function documented<T extends z.ZodType>(schema: T, doc: Doc<string>, details: Details = {}): T {
  const { default: text, meaning, usualDefault } = doc;
  const { unit = '', isList = false, isFlag = false, isGuard = false, alias } = details;
  optionDocs.add(schema, { default: text, meaning, usualDefault, unit, isList, isFlag, isGuard, alias });
  return schema;
}

const quoted = (input: unknown): string => `\`${typeof input === 'string' ? input : JSON.stringify(input)}\``;

const mismatch = (expected: string, input: unknown): string => `must be ${expected}, not ${quoted(input)}`;

/** The message of a schema: what a value must be, and what it is. */
const mustBe = (expected: string) => ({
  error: ({ input }: { readonly input?: unknown }) => mismatch(expected, input),
});

/** A string that is not empty. */
export function text(doc: Doc<string>) {
  const schema = z.string(mustBe('a string')).regex(/\S/, 'must not be empty');
  return documented(schema.prefault(doc.default), doc);
}

/** A string that may be empty, which stands for none. */
export function optionalText({ meaning }: { readonly meaning: string }) {
  const schema = z.string(mustBe('a string')).trim();
  return documented(schema.prefault(''), { default: '', meaning });
}

const emptyGuard = 'is empty, which guards nothing: give it a value, or leave it out';

/** A string that guards the server. It may be left out, but not be empty. */
export function guardText({ meaning, alias }: { readonly meaning: string; readonly alias?: string }) {
  const schema = z.string('must be a string').trim().min(1, emptyGuard);
  return documented(schema.default(''), { default: '', meaning }, { isGuard: true, alias });
}

type GivenList = string | readonly string[];

/**
 * Strings that guard the server, repeated or separated by commas. They may be left out, but none may be empty. `faultOf`
 * returns what else is wrong with them. No message repeats them, since they may be secrets.
 */
export function guardList(
  { meaning }: { readonly meaning: string },
  faultOf: (given: GivenList) => string | undefined = () => undefined,
) {
  const schema = z.union([z.string(), z.array(z.string())], 'must be a string or a list of strings');
  const split = schema.transform((given, context): readonly string[] => {
    const values = [given].flat().map(partsOf);
    const isEmpty = values.length === 0 || values.some((parts) => parts.every((part) => part === ''));
    const message = isEmpty ? emptyGuard : faultOf(given);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
    return values.flat().filter((part) => part !== '');
  });
  return documented(split.default([]), { default: '', meaning }, { isList: true, isGuard: true });
}

const partsOf = (given: string): readonly string[] => given.split(',').map((part) => part.trim());

/** Tokens, which are sent as `Authorization: Bearer` (RFC 6750). A list is not split at commas, one text is. */
export function tokens(doc: { readonly meaning: string }) {
  return guardList(doc, (given) => {
    const parts = [given].flat().flatMap(partsOf);
    if (typeof given !== 'string' && parts.length > given.length) {
      return 'contains a comma, which would make two tokens of one: give each token by itself';
    }
    if (parts.includes('')) return 'has an empty token beside a comma';
    return parts.some((part) => /\s/.test(part))
      ? "contains a space, which can't be sent as `Authorization: Bearer`"
      : undefined;
  });
}

/** Strings, repeated or separated by commas. They may be none only if the default is empty. */
export function list(doc: Doc<string>) {
  // The value is not repeated: it may be a secret, as a token without its quotes in a file.
  const schema = z.union([z.string(), z.array(z.string())], 'must be a string or a list of strings');
  const split = schema.transform((value, context): readonly string[] => {
    const words = [value].flat().flatMap((each) => each.split(','));
    const given = words.map((word) => word.trim()).filter((word) => word !== '');
    if (given.length === 0 && doc.default !== '') context.addIssue({ code: 'custom', message: 'must not be empty' });
    return given;
  });
  return documented(split.prefault(doc.default), doc, { isList: true });
}

/** A string that `parse` must be able to read; it stays as it was given. */
export function parsedText(doc: Doc<string> & { readonly unit: string }, parse: (raw: string) => unknown) {
  const schema = z.string(mustBe('a string')).superRefine((raw, context) => {
    try {
      parse(raw);
    } catch (error) {
      context.addIssue({ code: 'custom', message: sentenceOf(error) });
    }
  });
  return documented(schema.prefault(doc.default), doc, { unit: doc.unit });
}

/** A string of a pattern. `expected` says what it must be. */
export function patternText(doc: Doc<string>, { pattern, expected }: TextPattern) {
  const schema = z.string(mustBe(expected)).regex(pattern, mustBe(expected));
  return documented(schema.prefault(doc.default), doc, { unit: expected.replace('one of ', '') });
}

export interface TextPattern {
  readonly pattern: RegExp;
  /** Follows "must be". */
  readonly expected: string;
}

/** An object of JSON, or its text. */
export function jsonObject({ meaning }: { readonly meaning: string }) {
  const schema = z
    .union([z.string(), z.record(z.string(), z.unknown())], 'must be a JSON object')
    .transform((given, context): JsonObject => {
      const value = typeof given === 'string' ? parseJson(given) : given;
      if (isRecord(value)) return value;
      context.addIssue({ code: 'custom', message: mismatch('a JSON object', given) });
      return z.NEVER;
    });
  return documented(schema.prefault('{}'), { default: '{}', meaning }, { unit: 'JSON' });
}

/** One of several words. */
export function choice<const T extends readonly string[]>(doc: Doc<T[number]>, choices: T) {
  const words = choices.join(', ');
  return documented(z.enum(choices, mustBe(`one of ${words}`)).prefault(doc.default), doc, { unit: words });
}

/** Yes or no. */
export function flag({ meaning }: { readonly meaning: string }) {
  const schema = z
    .literal(['yes', 'no', 'true', 'false', '1', '0', true, false, 1, 0], mustBe('yes or no'))
    .transform((value) => ['yes', 'true', '1'].includes(String(value)));
  return documented(schema.prefault('no'), { default: 'no', meaning }, { unit: 'yes, no', isFlag: true });
}

export interface IntegerBounds {
  readonly unit?: string;
  /** Default 0. */
  readonly min?: number;
  readonly max?: number;
}

/** A whole number within bounds. */
export function integer(doc: Doc<number>, { unit = '', min = 0, max = Number.MAX_SAFE_INTEGER }: IntegerBounds = {}) {
  const isOpen = max === Number.MAX_SAFE_INTEGER;
  const error = mustBe(`a whole number ${isOpen ? `of at least ${min}` : `from ${min} to ${max}`}`);
  const bounded = z.int(error).min(min, error).max(max, error);
  const schema = z.union([bounded, z.string().regex(/^\d+$/, error).transform(Number).pipe(bounded)], error);
  return documented(schema.prefault(doc.default), { ...doc, default: String(doc.default) }, { unit });
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/;

/** A duration, which ends as ms: `500ms`, `30s`, `5m`, `24h` or `7d`; a bare number is seconds. At most 24 days. */
export function duration(doc: Doc<number>, { minMs = 0 }: { readonly minMs?: number } = {}) {
  const error = mustBe('a duration like 500ms, 30s, 5m or 24h');
  const raw = z.union([z.number(), z.string(error).regex(durationPattern, error)], error);
  const schema = raw.transform((value, context) => {
    const [, amount, unit = 's'] = durationPattern.exec(String(value)) ?? [];
    const ms = Number(amount) * (unitMs[unit] ?? NaN);
    if (ms >= minMs && ms <= maxTimerMs) return ms;
    context.addIssue({ code: 'custom', message: mismatch(`from ${minMs}ms to 24d`, value) });
    return z.NEVER;
  });
  const shown = formatDuration(doc.default);
  return documented(schema.prefault(shown), { ...doc, default: shown }, { unit: 'duration' });
}

/** Returns the shortest form of a duration: 30000 is `30s`. */
function formatDuration(ms: number): string {
  const units = Object.entries(unitMs).filter(([unit]) => unit !== 'd');
  const [unit, length] = units.findLast(([, each]) => ms % each === 0 && ms >= each) ?? ['ms', 1];
  return `${ms / length}${unit}`;
}

/** Creates the error of a value that can't be used: the end of a sentence whose subject is the option. */
export function invalid(predicate: string): UndertoneError {
  return new UndertoneError('bad_option', predicate);
}

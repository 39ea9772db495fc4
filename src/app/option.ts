import { maxTimerMs, UndertoneError } from '../model/index.ts';

/** One option: where it may be said, what it is without being said, and how it is read. */
export interface Option<T> {
  readonly default: string;
  readonly unit: string;
  readonly meaning: string;
  /** Whether it may be said several times; in the environment then with commas between. */
  readonly list: boolean;
  /** Whether its flag stands alone, without a value. */
  readonly bare?: boolean;
  /** An environment variable that means it too. */
  readonly alias?: string;
  /** Reads what was said. Throws a sentence without its subject: `must be a port …`. */
  readonly parse: (said: readonly string[]) => T;
}

interface Doc {
  readonly default: string;
  readonly meaning: string;
}

const single = <T>(doc: Doc, unit: string, parse: (said: string) => T): Option<T> => ({
  ...doc,
  unit,
  list: false,
  parse: (said) => parse(said.at(-1) ?? doc.default),
});

/** A string that is not empty. */
export const text = (doc: Doc): Option<string> =>
  single(doc, '', (said) => {
    if (said.trim() === '') throw misread('must not be empty');
    return said;
  });

/** A string that may be left out: then it is empty. */
export const optionalText = (doc: Pick<Doc, 'meaning'> & { readonly alias?: string }): Option<string> => ({
  ...single({ default: '', ...doc }, '', (said) => said.trim()),
  ...(doc.alias !== undefined && { alias: doc.alias }),
});

/** Strings, said one by one or with commas between. Empty only if the default is. */
export const texts = (doc: Doc): Option<readonly string[]> => ({
  ...doc,
  unit: '',
  list: true,
  parse: (said) => {
    const all = said.flatMap((each) => each.split(',')).map((each) => each.trim());
    const given = all.filter((each) => each !== '');
    if (given.length === 0 && doc.default !== '') throw misread('must not be empty');
    return given;
  },
});

/** A string that a reader must be able to read; it stays as it was said. */
export const spelled = (doc: Doc & { readonly unit: string }, read: (said: string) => unknown): Option<string> =>
  single(doc, doc.unit, (said) => {
    read(said);
    return said;
  });

export function choice<T extends string>(doc: Doc, choices: readonly T[]): Option<T> {
  return single(doc, choices.join(', '), (said) => {
    const chosen = choices.find((each) => each === said);
    if (chosen === undefined) throw misread(`must be one of ${choices.join(', ')}, not \`${said}\``);
    return chosen;
  });
}

/** Yes or no; its flag alone says yes. */
export const flag = (doc: Pick<Doc, 'meaning'>): Option<boolean> => ({
  ...single({ default: 'no', ...doc }, 'yes, no', (said) => {
    if (['yes', 'true', '1'].includes(said)) return true;
    if (['no', 'false', '0'].includes(said)) return false;
    throw misread(`must be yes or no, not \`${said}\``);
  }),
  bare: true,
});

/** A whole number from `min` to `max`. */
export function integer(
  doc: Doc & { readonly unit?: string },
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): Option<number> {
  return single(doc, doc.unit ?? '', (said) => {
    const value = /^\d+$/.test(said) ? Number(said) : NaN;
    if (value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw misread(`must be a whole number ${range}, not \`${said}\``);
  });
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration in ms, said as `500ms`, `30s`, `5m`, `24h` or `7d`; a bare number is seconds. At most 24 days. */
export function duration(doc: Doc, { minMs = 0 }: { readonly minMs?: number } = {}): Option<number> {
  return single(doc, 'duration', (said) => {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(said);
    const ms = Number(match?.[1]) * (unitMs[match?.[2] ?? 's'] ?? NaN);
    if (ms >= minMs && ms <= maxTimerMs) return ms;
    if (Number.isFinite(ms)) throw misread(`must be from ${minMs}ms to 24d, not \`${said}\``);
    throw misread(`must be a duration like 500ms, 30s, 5m or 24h, not \`${said}\``);
  });
}

/** What a parser throws: the end of a sentence whose subject is the option. */
export function misread(predicate: string): UndertoneError {
  return new UndertoneError('bad_option', predicate);
}

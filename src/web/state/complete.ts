import { operators, type Operator } from './operators.ts';

/** A way to go on with a query that is being typed. */
export interface Completion {
  /** The text that takes the place of what is typed of it. */
  readonly insert: string;
  readonly meaning: string;
}

export interface Completions {
  /** The UTF-16 offset at which what they replace begins; it ends at the caret. */
  readonly start: number;
  readonly items: readonly Completion[];
}

const none: Completions = { start: 0, items: [] };

/** A value of a field, and its meaning. */
type Value = readonly [string, string];

/** The values of fields that have few. */
const values: Readonly<Record<string, readonly Value[]>> = {
  'has:': [
    ['links', 'posts with a link'],
    ['hashtags', 'posts with a hashtag'],
    ['mentions', 'posts that mention somebody'],
  ],
  'is:': [
    ['repost', 'reposts, which are left out otherwise'],
    ['reply', 'answers to other posts'],
  ],
};

/** The languages that most posts are in. */
const languages = ['en', 'es', 'pt', 'ja', 'de', 'fr', 'it', 'nl', 'ko', 'tr', 'ar', 'hi'];
const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** Returns the values of a field that is offered with some. */
function valuesOf(field: string, sources: readonly string[]): readonly Value[] {
  if (field === 'lang:') return languages.map((code) => [code, `posts in ${languageNames.of(code) ?? code}`]);
  if (field === 'source:') return sources.map((source) => [source, 'posts of this source']);
  return values[field] ?? [];
}

/**
 * Returns how a query goes on at the caret: by operators after a complete word, by those that begin with what is typed, by
 * the values of a field, of which `sources` are those of `source:`. There are none at the beginning, where a topic is
 * typed, and within a phrase.
 *
 * @example
 * completionsAt('pizza fr', 8).items.map(({ insert }) => insert) // ['from:']
 */
export function completionsAt(text: string, caret: number, sources: readonly string[] = []): Completions {
  const before = text.slice(0, caret);
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return none;
  const token = /[^\s(),]*$/.exec(before)?.[0] ?? '';
  const isFirst = before.slice(0, before.length - token.length).trim() === '';
  const sign = token.startsWith('-') ? '-' : '';
  const typed = token.slice(sign.length);
  const start = caret - typed.length;
  const field = ['lang:', 'source:', ...Object.keys(values)].find((name) => typed.toLowerCase().startsWith(name));
  if (field !== undefined) {
    const begin = typed.slice(field.length).toLowerCase();
    const found = valuesOf(field, sources).filter(([value]) => value.startsWith(begin) && value !== begin);
    return { start, items: found.map(([value, meaning]) => ({ insert: `${field}${value} `, meaning })) };
  }
  if (typed === '' && isFirst) return none;
  const isAnotherWord = text.slice(caret, caret + 1).trim() !== '';
  if (isAnotherWord) return none;
  return { start, items: operators.filter((each) => fits(each, { typed, sign, isFirst })).map(completionOf) };
}

interface Typed {
  readonly typed: string;
  readonly sign: string;
  readonly isFirst: boolean;
}

function fits({ insert, isInfix }: Operator, { typed, sign, isFirst }: Typed): boolean {
  if (insert === undefined || (isInfix && (isFirst || sign !== ''))) return false;
  if (typed === '') return sign === '' || insert.endsWith(':');
  // Two letters, since each word begins with one.
  const isLongEnough = typed.length > 1 || typed === typed.toUpperCase();
  return isLongEnough && insert.toLowerCase().startsWith(typed.toLowerCase()) && insert.trim() !== typed;
}

const completionOf = ({ insert = '', meaning }: Operator): Completion => ({ insert, meaning });

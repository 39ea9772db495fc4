import fc from 'fast-check';
import type { WhenSlow } from '../../src/protocol/index.ts';

export const clientNames = ['ann', 'bob', 'eve'] as const;
export type ClientName = (typeof clientNames)[number];

/** One source sends all that it has; the other only what it has been asked for, and says what that is. */
export const sourceNames = ['north', 'south'] as const;
export type SourceName = (typeof sourceNames)[number];

/** The queries, each with what it means in other words. */
const queries = {
  pizza: (words) => words.has('pizza'),
  coffee: (words) => words.has('coffee'),
  'coffee pizza': (words) => words.has('coffee') && words.has('pizza'),
  'pizza -tea': (words) => words.has('pizza') && !words.has('tea'),
  'coffee OR tea': (words) => words.has('coffee') || words.has('tea'),
} as const satisfies Readonly<Record<string, (words: ReadonlySet<string>) => boolean>>;

/** By its canonical spelling. */
export type QueryName = keyof typeof queries;
export const queryNames: readonly QueryName[] = ['pizza', 'coffee', 'coffee pizza', 'pizza -tea', 'coffee OR tea'];

export const isAnswer = (text: string, query: QueryName): boolean => queries[query](new Set(text.split(' ')));

/** A text with this word can't be scored. */
export const unscorable = 'garbled';

/** What happens to the world. Every list of them is a history: what makes no sense where it stands does nothing. */
export type Action =
  | {
      /** A client tracks; it connects before that when it has to. */
      readonly do: 'track';
      readonly client: ClientName;
      readonly id: string;
      readonly query: QueryName;
      readonly whenSlow: WhenSlow;
      /** Whether it says the last token that it has for the query. */
      readonly resume: boolean;
    }
  | { readonly do: 'untrack'; readonly client: ClientName; readonly id: string }
  /** The connection breaks; what was on its way is lost. */
  | { readonly do: 'break'; readonly client: ClientName }
  /** From here on it takes frames only by `read`; or all, at once. */
  | { readonly do: 'slow' | 'fast'; readonly client: ClientName }
  | { readonly do: 'read'; readonly client: ClientName; readonly frames: number }
  | { readonly do: 'post'; readonly source: SourceName; readonly texts: readonly string[]; readonly lang: string }
  /** A source sends the post again that it sent so many posts ago. */
  | { readonly do: 'repeat'; readonly source: SourceName; readonly ago: number }
  /** A source deletes the post that it sent so many posts ago; a negative number is one that is still to come. */
  | { readonly do: 'delete'; readonly source: SourceName; readonly ago: number }
  | { readonly do: 'invalid'; readonly source: SourceName; readonly count: number }
  /** A source loses its connection; or has it back, and reports the gap. */
  | { readonly do: 'down' | 'up'; readonly source: SourceName }
  /** Upstream takes over what the second source has last asked it for. */
  | { readonly do: 'cover' }
  /** From here on the pool takes so many ms for a batch, at least; and says whether it is idle. */
  | { readonly do: 'pool'; readonly latencyMs: number; readonly idle: boolean }
  /** In steps of `stepMs`. */
  | { readonly do: 'pass'; readonly steps: number };

/** Actions happen at multiples of this time, in ms. */
export const stepMs = 10;

const client = fc.constantFrom(...clientNames);
const source = fc.constantFrom(...sourceNames);
const id = fc.constantFrom('a', 'b', 'c');
const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('pizza', 'coffee', 'coffee pizza', 'pizza tea') },
  { weight: 1, arbitrary: fc.constantFrom('tea', 'rain', `${unscorable} pizza`) },
);
const whenSlow = fc.constantFrom<WhenSlow>('conflate', 'drop', 'disconnect');
const only = <const D extends Action['do']>(...names: readonly D[]): fc.Arbitrary<D> => fc.constantFrom(...names);

/** Mostly as the world is: posts come in bursts, clients track, read, break off and come back. */
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: only('track'),
      client,
      id,
      query: fc.constantFrom(...queryNames),
      whenSlow,
      resume: fc.constantFrom(true, true, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: only('untrack'), client, id }) },
  { weight: 2, arbitrary: fc.record({ do: only('break'), client }) },
  { weight: 3, arbitrary: fc.record({ do: only('slow', 'fast'), client }) },
  { weight: 2, arbitrary: fc.record({ do: only('read'), client, frames: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: only('post'),
      source,
      texts: fc.array(text, { minLength: 1, maxLength: 8, size: 'max' }),
      lang: fc.oneof({ weight: 9, arbitrary: fc.constant('en') }, { weight: 1, arbitrary: fc.constant('de') }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: only('repeat'), source, ago: fc.nat({ max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: only('delete'), source, ago: fc.integer({ min: -2, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ do: only('invalid'), source, count: fc.constantFrom(1, 3) }) },
  { weight: 2, arbitrary: fc.record({ do: only('down', 'up'), source }) },
  { weight: 2, arbitrary: fc.constant<Action>({ do: 'cover' }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: only('pool'), latencyMs: fc.constantFrom(0, 0, 5, 25, 60), idle: fc.boolean() }),
  },
  { weight: 7, arbitrary: fc.record({ do: only('pass'), steps: fc.constantFrom(1, 1, 2, 3, 5, 12, 30) }) },
);

/** A client breaks off, and comes back for what it has missed. */
const absence: fc.Arbitrary<readonly Action[]> = fc
  .record({ client, id, query: fc.constantFrom(...queryNames), whenSlow, text, count: fc.integer({ min: 1, max: 7 }) })
  .map(({ client, id, query, whenSlow, text, count }) => [
    { do: 'break', client },
    { do: 'post', source: 'north', texts: Array.from({ length: count }, () => text), lang: 'en' },
    { do: 'pass', steps: 1 },
    { do: 'track', client, id, query, whenSlow, resume: true },
  ]);

export const histories: fc.Arbitrary<readonly Action[]> = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: action.map((each): readonly Action[] => [each]) },
      { weight: 1, arbitrary: absence },
    ),
    { maxLength: 80, size: 'max' },
  )
  .map((parts) => parts.flat());

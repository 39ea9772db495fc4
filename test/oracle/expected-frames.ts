import { isDeepStrictEqual } from 'node:util';
import type { WhenSlow } from '../../src/protocol/index.ts';
import type { Fields } from '../support/slow-session.ts';
import type { QueryName, SourceName } from './actions.ts';

/** The system has done what it must not, or the other way round. */
export class Violation extends Error {}

export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Violation(sentence);
}

/** A post that somebody wants. */
export interface Posted {
  readonly id: string;
  readonly source: SourceName;
  readonly at: number;
  /** What the scorer says of it, -1 to 1. */
  readonly compound: number;
  /** The queries that held when it came. */
  readonly matches: readonly QueryName[];
}

/** The results of a query, from when somebody wanted it until nobody did. */
export interface Life {
  readonly query: QueryName;
  readonly results: Posted[];
  readonly deletions: Deletion[];
  /** When the last of them was written, or its beginning. */
  at: number;
  /** The ids that hold it, of sessions that are there or may come back. */
  refCount: number;
}

export const keyOf = ({ source, id }: { readonly source: unknown; readonly id: unknown }): string =>
  `${String(source)} ${String(id)}`;

/** A post that was deleted. */
export interface Deletion {
  readonly key: string;
  /** The number of the post's result; 0 where there was none. */
  readonly offset: number;
  /** The number of results at that time. */
  readonly after: number;
}

/** What a token stands for: so many results of a life. */
export interface Position {
  readonly life: Life;
  readonly offset: number;
  readonly at: number;
}

export const positionIn = (life: Life): Position => ({ life, offset: life.results.length, at: life.at });

/** Something that a session must receive for one of its ids. */
export type Item =
  | {
      readonly type: 'post';
      readonly seq: number;
      readonly posted: Posted;
      readonly place: Position;
      readonly whenSlow: WhenSlow;
    }
  | { readonly type: 'tracking'; readonly fields: Fields; readonly place: Position }
  | { readonly type: 'untracked' | 'error'; readonly fields: Fields };

type PostItem = Extract<Item, { readonly type: 'post' }>;

/** All that a session must receive for one id, in order, and how far it has received it. */
export class ExpectedFrames {
  readonly #items: Item[] = [];
  #at = 0;
  /** Posts that were delivered, merged, and neither. */
  seen = 0;
  conflated = 0;
  lost = 0;
  /** Posts that were deleted while they were expected, or that it must be told of; those that it has, and those it was told of. */
  readonly #deleted = new Set<string>();
  readonly #owed = new Set<string>();
  readonly #had = new Set<string>();
  readonly #told = new Set<string>();

  push(item: Item): void {
    this.#items.push(item);
  }

  /** A post is deleted; returns whether it has still to come, so that it may be taken out. */
  delete(key: string): boolean {
    this.#deleted.add(key);
    return this.#items.slice(this.#at).some((item) => item.type === 'post' && keyOf(item.posted) === key);
  }

  /** The client must be told of a deletion, whatever it has received under this id. */
  owe(key: string): void {
    this.#owed.add(key);
  }

  /** The client has read that a post was deleted. */
  retract(frame: Fields, isDeleted: (key: string) => boolean): void {
    const { post } = frame;
    const key = typeof post === 'object' && post !== null && 'id' in post && 'source' in post ? keyOf(post) : '';
    must(isDeleted(key), `This was never deleted: ${JSON.stringify(frame)}.`);
    must(this.#deleted.has(key) || this.#owed.has(key), `It never got what this takes back: ${JSON.stringify(frame)}.`);
    this.#told.add(key);
  }

  /** The client has read an answer. */
  answer(frame: Fields): Position | undefined {
    // What waited when an id ended is dropped, whatever its client wants.
    while (this.#next()?.type === 'post') this.#lose();
    const item = this.#next();
    this.#at += 1;
    must(item !== undefined && item.type !== 'post', `Nobody asked for this answer: ${JSON.stringify(frame)}.`);
    for (const [name, value] of Object.entries(item.fields)) {
      must(
        isDeepStrictEqual(frame[name], value),
        `${JSON.stringify(frame)} must have ${name} ${JSON.stringify(value)}.`,
      );
    }
    return item.type === 'tracking' ? item.place : undefined;
  }

  /** The client has read a post. */
  post(frame: Fields): Position {
    for (;;) {
      const item = this.#next();
      must(item?.type === 'post', `This post came out of turn: ${JSON.stringify(frame)}.`);
      if (item.seq === frame['seq']) return this.#delivered(item, frame);
      must(
        item.whenSlow === 'drop' || this.#isDeleted(item),
        `Post ${item.posted.id} was lost before ${JSON.stringify(frame)}.`,
      );
      this.#lose();
    }
  }

  #isDeleted({ posted }: PostItem): boolean {
    return this.#deleted.has(keyOf(posted));
  }

  #delivered(item: PostItem, frame: Fields): Position {
    const { id, source, compound, at } = item.posted;
    must(!this.#told.has(keyOf(item.posted)), `${source} ${id} comes after its deletion.`);
    this.#had.add(keyOf(item.posted));
    this.#at += 1;
    this.seen += 1;
    const { post, topic } = frame;
    must(isRecordOf(post, { id, source }), `Number ${item.seq} is ${source} ${id}, not ${JSON.stringify(post)}.`);
    must(frame['compound'] === compound && frame['at'] === at, `That is not the score of ${source} ${id}.`);
    must(
      isRecordOf(topic, { compound: topicCompoundOf(id, item.place.life.query) }),
      `That is not the topic of ${source} ${id}.`,
    );
    return item.place;
  }

  /** The client has read a summary of merged posts. Those that were taken out before these are lost. */
  summary(frame: Fields): Position {
    for (let from = this.#at; ; from += 1) {
      const merged = this.#items.slice(from, from + Number(frame['conflated'])).filter(isConflated);
      const fault = faultOf(frame, merged);
      const next = this.#items[from];
      if (fault !== undefined) {
        must(next?.type === 'post' && this.#isDeleted(next), fault);
        continue;
      }
      while (this.#at < from) this.#lose();
      this.#at += merged.length;
      this.conflated += merged.length;
      for (const { posted } of merged) this.#had.add(keyOf(posted));
      const last = merged.at(-1);
      must(last !== undefined, 'A summary counts something.');
      return last.place;
    }
  }

  /** Nothing more is under way: what has not come never will. */
  settle(isOver: boolean): void {
    for (let item = this.#next(); item !== undefined; item = this.#next()) {
      const mayBeLost = isOver || (item.type === 'post' && (item.whenSlow === 'drop' || this.#isDeleted(item)));
      must(mayBeLost, `This never came: ${JSON.stringify(item.type === 'post' ? item.posted : item.fields)}.`);
      if (item.type === 'post') this.#lose();
      else this.#at += 1;
    }
    if (isOver) return;
    const owed = [...this.#owed, ...[...this.#deleted].filter((key) => this.#had.has(key))];
    for (const key of owed) must(this.#told.has(key), `The deletion of ${key} was not reported.`);
  }

  #next(): Item | undefined {
    return this.#items[this.#at];
  }

  #lose(): void {
    this.#at += 1;
    this.lost += 1;
  }
}

const isConflated = (item: Item): item is PostItem => item.type === 'post' && item.whenSlow === 'conflate';

/** Returns what is wrong with a summary of merged posts, if it is not that of these. */
function faultOf(frame: Fields, merged: readonly PostItem[]): string | undefined {
  if (merged.length < Number(frame['conflated']))
    return `This summary counts more than there is: ${JSON.stringify(frame)}.`;
  const count = (is: (compound: number) => boolean) => merged.filter(({ posted }) => is(posted.compound)).length;
  const fields = {
    posts: merged.length,
    positive: count((compound) => compound > 0.05),
    negative: count((compound) => compound < -0.05),
    from: Math.min(...merged.map(({ posted }) => posted.at)),
  };
  if (!isRecordOf(frame, fields)) return `${JSON.stringify(frame)} must say ${JSON.stringify(fields)}.`;
  const sum = merged.reduce((total, { posted }) => total + posted.compound, 0);
  const isMean = Math.abs(Number(frame['meanCompound']) - sum / merged.length) < 0.001;
  return isMean ? undefined : `The mean of ${JSON.stringify(frame)} is another.`;
}

/** What the scorer of the world says of a post, -1 to 1; and of the words of a query in it. */
export const compoundOf = (id: string): number => (((Number(id) * 37) % 201) - 100) / 100;
export const topicCompoundOf = (id: string, query: string): number =>
  Math.round((compoundOf(id) / query.length) * 10_000) / 10_000;

function isRecordOf(value: unknown, fields: Fields): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return Object.entries(fields).every(([name, field]) => entries.get(name) === field);
}

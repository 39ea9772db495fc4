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
  /** When the last of them was written, or its beginning. */
  at: number;
  /** The ids that hold it, of sessions that are there or may come back. */
  refCount: number;
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

  push(item: Item): void {
    this.#items.push(item);
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
      must(item.whenSlow === 'drop', `Post ${item.posted.id} was lost before ${JSON.stringify(frame)}.`);
      this.#lose();
    }
  }

  #delivered(item: PostItem, frame: Fields): Position {
    const { id, source, compound, at } = item.posted;
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

  /** The client has read a summary of merged posts. */
  summary(frame: Fields): Position {
    const merged: PostItem[] = [];
    while (merged.length < Number(frame['conflated'])) {
      const item = this.#next();
      const isMerged = item?.type === 'post' && item.whenSlow === 'conflate';
      must(isMerged, `This summary counts more than there is: ${JSON.stringify(frame)}.`);
      merged.push(item);
      this.#at += 1;
    }
    const last = merged.at(-1);
    must(last !== undefined, 'A summary counts something.');
    this.conflated += merged.length;
    const count = (is: (compound: number) => boolean) => merged.filter(({ posted }) => is(posted.compound)).length;
    const fields = {
      posts: merged.length,
      positive: count((compound) => compound > 0.05),
      negative: count((compound) => compound < -0.05),
      from: Math.min(...merged.map(({ posted }) => posted.at)),
    };
    must(isRecordOf(frame, fields), `${JSON.stringify(frame)} must say ${JSON.stringify(fields)}.`);
    const sum = merged.reduce((total, { posted }) => total + posted.compound, 0);
    const mean = Number(frame['meanCompound']);
    must(Math.abs(mean - sum / merged.length) < 0.001, `The mean of ${JSON.stringify(frame)} is another.`);
    return last.place;
  }

  /** Nothing more is under way: what has not come never will. */
  settle(isOver: boolean): void {
    for (let item = this.#next(); item !== undefined; item = this.#next()) {
      const mayBeLost = isOver || (item.type === 'post' && item.whenSlow === 'drop');
      must(mayBeLost, `This never came: ${JSON.stringify(item.type === 'post' ? item.posted : item.fields)}.`);
      if (item.type === 'post') this.#lose();
      else this.#at += 1;
    }
  }

  #next(): Item | undefined {
    return this.#items[this.#at];
  }

  #lose(): void {
    this.#at += 1;
    this.lost += 1;
  }
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

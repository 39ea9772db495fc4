import type { Delivery, PositionedPost } from '../../../src/graph/index.ts';
import { parseResumeToken } from '../../../src/graph/resume-token.ts';
import type { MemoryPostLog } from '../../support/fakes/memory-post-log.ts';
import { must } from '../expected-frames.ts';
import type { MoveQuery } from './actions.ts';

/** A client's view of one query: each match of the log once, in order, from where it began or a gap let it begin anew. */
export class Follower {
  readonly #query: MoveQuery;
  readonly #log: MemoryPostLog;
  /** The token that it would come back with. */
  token: string | undefined;
  /** The position from which it must have everything. */
  #from = 0;
  /** The last position that it has; undefined before the first since it began. */
  #last: number | undefined;
  #answered = false;
  #covered = true;

  constructor(query: MoveQuery, log: MemoryPostLog) {
    this.#query = query;
    this.#log = log;
  }

  /** It tracks at a gateway that has read up to a position. */
  tracks(position: number): void {
    const token = this.token === undefined ? undefined : parseResumeToken(this.token);
    this.#covered = token !== undefined && this.#log.has(token.offset);
    this.#answered = false;
    if (token === undefined) this.#begin(position);
    this.#readUpTo = position;
  }

  #readUpTo = 0;

  receive(delivery: Delivery): void {
    if (delivery.type === 'tracking' && delivery.isAnswer) this.#answer(delivery.resumed, delivery.resume);
    if (delivery.type === 'gap' && delivery.gap.source === 'resume') this.#begin(this.#readUpTo);
    if (delivery.type !== 'result') return;
    const { result, resume } = delivery;
    const position = result.position ?? NaN;
    must(this.#answered, `A result of ${this.#query} came before the answer.`);
    must(this.#last === undefined || position > this.#last, `Position ${position} came after ${String(this.#last)}.`);
    const lost = this.#matches(this.#last ?? this.#from, position - 1);
    must(lost.length === 0, `Positions ${lost.join()} of ${this.#query} never came.`);
    must(parseResumeToken(resume)?.offset === position, `The token of ${position} is ${resume}.`);
    this.#last = position;
    this.token = resume;
  }

  #answer(resumed: boolean | undefined, resume: string): void {
    must(!this.#answered, 'A track was answered twice.');
    this.#answered = true;
    must(resumed === (this.token === undefined ? undefined : resumed), 'An answer without a token speaks of one.');
    must(!this.#covered || resumed === true, `The log has all after ${String(this.token)}, but it is not resumed.`);
    if (resumed === false) this.#begin(this.#readUpTo);
    this.token = resume;
  }

  #begin(position: number): void {
    this.#from = position;
    this.#last = undefined;
  }

  /** Nothing more is under way. */
  settle(posts: readonly PositionedPost[]): void {
    const lost = this.#matches(this.#last ?? this.#from, posts.at(-1)?.position ?? 0);
    must(lost.length === 0, `Positions ${lost.join()} of ${this.#query} never came.`);
  }

  #matches(after: number, upTo: number): readonly number[] {
    const wanted = this.#log.posts.filter(({ post }) => post.text.split(' ').includes(this.#query));
    return wanted.map(({ position }) => position).filter((position) => position > after && position <= upTo);
  }
}

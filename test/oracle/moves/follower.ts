import type { Delivery, LogSpan, PositionedPost } from '../../../src/graph/index.ts';
import { parseResumeToken } from '../../../src/graph/resume-token.ts';
import type { Post } from '../../../src/model/index.ts';
import type { MemoryPostLog } from '../../support/fakes/memory-post-log.ts';
import { must } from '../expected-frames.ts';
import type { MoveQuery } from './actions.ts';

export const resumeWindowMs = 100;

export const isWithin = (position: number, { after, upTo }: LogSpan): boolean => position > after && position <= upTo;

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
  /** The positions of the posts that it has. */
  readonly #had = new Set<number>();
  /** Those of posts that it had and was told to delete. */
  readonly #retracted = new Set<number>();

  constructor(query: MoveQuery, log: MemoryPostLog) {
    this.#query = query;
    this.#log = log;
  }

  /** It tracks at a gateway that has read up to a position, but for some spans. */
  tracks(position: number, skipped: readonly LogSpan[]): void {
    const token = this.token === undefined ? undefined : parseResumeToken(this.token);
    this.#covered = token !== undefined && this.#log.has(token.offset);
    // Whoever begins anew may still get a result from before such a span.
    if (!this.#covered) this.#skipped.push(...skipped);
    this.#answered = false;
    if (token === undefined) this.#begin(position);
    else this.#forgetBefore(this.#log.timeAt(token.offset) - resumeWindowMs);
    // It gets nothing anew from before its token.
    this.#readUpTo = this.#covered ? Math.max(position, token?.offset ?? 0) : position;
  }

  #readUpTo = 0;
  /** The spans that its gateway has passed over while it was there, as it was told. */
  readonly #skipped: LogSpan[] = [];

  /** Its gateway passes over a span. */
  skips(span: LogSpan): void {
    this.#skipped.push(span);
  }

  /** `knows` returns whether its gateway has read what is at a position. */
  receive(delivery: Delivery, knows: (position: number) => boolean): void {
    if (delivery.type === 'tracking' && delivery.isAnswer) this.#answer(delivery.resumed, delivery.resume);
    if (delivery.type === 'tracking' && delivery.isRenewal === true) this.#renew(delivery.resume);
    if (delivery.type === 'gap' && delivery.gap.source === 'resume') this.#begin(this.#readUpTo);
    if (delivery.type === 'retract') this.#retract(Number(delivery.post.id));
    if (delivery.type !== 'result') return;
    const { result, resume } = delivery;
    const position = result.position ?? NaN;
    must(this.#answered, `A result of ${this.#query} came before the answer.`);
    must(this.#last === undefined || position > this.#last, `Position ${position} came after ${String(this.#last)}.`);
    must(!this.#retracted.has(position), `Position ${position} came after its deletion.`);
    must(!knows(this.#log.deletionOf(position) ?? Infinity), `Position ${position} came, though it was deleted.`);
    const lost = this.#matches(this.#last ?? this.#from, position - 1);
    must(lost.length === 0, `Positions ${lost.join()} of ${this.#query} never came.`);
    must(parseResumeToken(resume)?.offset === position, `The token of ${position} is ${resume}.`);
    this.#last = position;
    this.#had.add(position);
    this.token = resume;
  }

  #retract(position: number): void {
    must(this.#log.deletionOf(position) !== undefined, `Position ${position} was not deleted.`);
    const { post } = this.#log.posts.find((each) => each.position === position) ?? {};
    must(post !== undefined && this.#isMatch(post), `Position ${position} is none of ${this.#query}.`);
    // A post that it may have had elsewhere is retracted too.
    if (this.#had.delete(position)) this.#retracted.add(position);
  }

  /** Posts from before a time may be deleted without its being told. */
  #forgetBefore(time: number): void {
    for (const position of this.#had) if (this.#log.timeAt(position) < time) this.#had.delete(position);
  }

  #answer(resumed: boolean | undefined, resume: string): void {
    must(!this.#answered, 'A track was answered twice.');
    this.#answered = true;
    must(resumed === (this.token === undefined ? undefined : resumed), 'An answer without a token speaks of one.');
    must(!this.#covered || resumed === true, `The log has all after ${String(this.token)}, but it is not resumed.`);
    if (resumed === false) this.#begin(this.#readUpTo);
    this.token = resume;
  }

  /** A new token stands for all that was delivered. */
  #renew(token: string): void {
    const offset = parseResumeToken(token)?.offset ?? NaN;
    must(offset > (parseResumeToken(this.token ?? '')?.offset ?? 0), `The token ${token} leads back.`);
    const lost = this.#matches(this.#last ?? this.#from, offset);
    must(lost.length === 0, `The token ${token} is beyond ${lost.join()}, which never came.`);
    this.#last = offset;
    this.token = token;
  }

  #begin(position: number): void {
    this.#from = position;
    this.#last = undefined;
    this.#had.clear();
  }

  /** Nothing more is under way. */
  settle(): void {
    const lost = this.#matches(this.#last ?? this.#from, Infinity);
    must(lost.length === 0, `Positions ${lost.join()} of ${this.#query} never came.`);
    // A post that the log has forgotten may not be found when its deletion is read.
    const kept = Array.from(this.#had).filter((at) => this.#log.holds(at) && this.#isDeleted(at));
    must(kept.length === 0, `It was not told that positions ${kept.join()} of ${this.#query} were deleted.`);
  }

  /** Returns whether a post was deleted, and its gateway has passed over neither of the two. */
  #isDeleted(position: number): boolean {
    const deletion = this.#log.deletionOf(position);
    return deletion !== undefined && !this.#isSkipped(position) && !this.#isSkipped(deletion);
  }

  #isSkipped(position: number): boolean {
    return this.#skipped.some((span) => isWithin(position, span));
  }

  #isMatch({ text }: Post): boolean {
    return text.split(' ').includes(this.#query);
  }

  /** The posts of a span that it must get: a deleted one may or may not come before its deletion is read. */
  #matches(after: number, upTo: number): readonly number[] {
    const isWanted = ({ post, position }: PositionedPost): boolean =>
      this.#isMatch(post) && this.#log.deletionOf(position) === undefined;
    const wanted = this.#log.posts.filter(isWanted);
    return wanted.map(({ position }) => position).filter((at) => isWithin(at, { after, upTo }) && !this.#isSkipped(at));
  }
}

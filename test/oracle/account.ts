import { isDeepStrictEqual } from 'node:util';
import type { Upstream } from '../../src/graph/index.ts';
import type { SessionLedger } from '../../src/model/index.ts';
import type { WhenSlow } from '../../src/protocol/index.ts';
import type { Fields } from '../support/slow-session.ts';
import type { QueryName } from './actions.ts';
import { ExpectedFrames, must, type Item, type Life, type Position } from './expected-frames.ts';

/** Frames that may wait for a client. */
export const maxFrames = 4;
export const maxQueries = 2;

/** Frames that wait beyond those: answers, and a gap and a state for each of a few names. */
const maxOtherFrames = maxFrames + 10;

interface TrackedId {
  readonly life: Life;
  readonly whenSlow: WhenSlow;
  /** The number of results before the first that it may have; -1 where it may have some of an earlier life. */
  readonly after: number;
  seq: number;
}

interface Missed {
  readonly from: number;
  readonly to: number;
}

/** What one session must get, and what it has got. */
export class Account {
  readonly name: string;
  /** The client, who pays for what all of its sessions ask for. */
  readonly owner: string;
  readonly queries = new Map<string, TrackedId>();
  readonly #lanes = new Map<string, ExpectedFrames>();
  /** The gaps that must be reported to it, and those that were, by source and id. */
  readonly #gaps = new Map<string, { readonly missed: Missed[]; readonly reported: Missed[] }>();
  /** The last reported state of each id. */
  readonly #states = new Map<string, unknown>();
  #routed = 0;
  #slow = false;
  /** Whether its connection has gone, or is about to. */
  #over = false;
  /** What came for it since it became slow; and whether that, or what it asked for, may have cost it a post. */
  #owed = 0;
  #strained = false;
  /** Posts that may have been taken out because they were deleted, and deletions that it is told of. */
  #takenOut = 0;
  #retractions = 0;

  constructor(owner: string, session: string) {
    this.name = `${owner} (${session})`;
    this.owner = owner;
  }

  setPace(to: 'slow' | 'fast'): void {
    this.#slow = to === 'slow';
    if (!this.#slow) this.#owed = 0;
  }

  /** It learns what it is held to. */
  welcome(): void {
    this.#owe();
  }

  /** How its queries stand has changed. */
  expectNotices(): void {
    this.#owe(this.queries.size);
  }

  /** Frames come for it. */
  #owe(frames = 1): void {
    if (this.#slow) this.#owed += frames;
    this.#strained ||= this.#owed > maxFrames + 1;
  }

  expectItem(id: string, item: Item): void {
    this.#owe();
    this.#laneOf(id).push(item);
  }

  route(id: string, place: Position): void {
    const held = this.queries.get(id);
    const posted = place.life.results[place.offset - 1];
    if (held === undefined || posted === undefined) return;
    held.seq += 1;
    this.#routed += 1;
    this.expectItem(id, { type: 'post', seq: held.seq, posted, place, whenSlow: held.whenSlow });
  }

  /** A post that it may have received for an id has been deleted. */
  expectRetraction(id: string, key: string): void {
    this.#owe();
    this.#retractions += 1;
    if (this.#laneOf(id).delete(key)) this.#takenOut += 1;
  }

  /** A post that it had in an earlier session was deleted since. */
  expectLateRetraction(id: string, key: string): void {
    this.#owe();
    this.#retractions += 1;
    this.#laneOf(id).owe(key);
  }

  expectGap(source: string, gap: Missed, id = ''): void {
    this.#owe();
    const name = `${source} ${id}`;
    const gaps = this.#gaps.get(name) ?? { missed: [], reported: [] };
    this.#gaps.set(name, gaps);
    gaps.missed.push(gap);
  }

  /** An id turns to something else, or to nothing: what waits for it may be dropped. */
  idEnded(id: string): void {
    if (this.queries.has(id)) this.#strained ||= this.#slow;
  }

  /** The server has closed it. */
  closed(code: number): void {
    const policies = Array.from(this.queries.values(), ({ whenSlow }) => whenSlow);
    const mayBeClosed = code === 4408 ? policies.includes('disconnect') : code === 1008;
    must(mayBeClosed && this.#strained, `Session ${this.name} was closed with ${code}.`);
    this.#over = true;
  }

  disconnected(): void {
    this.#over = true;
  }

  /** The client has read a frame: what its token stands for, where it has one. */
  receive(frame: Fields, isDeleted: (key: string) => boolean): Position | undefined {
    const id = typeof frame['id'] === 'string' ? frame['id'] : '';
    switch (frame['type']) {
      case 'tracking':
        this.#states.set(id, frame['upstream']);
        return 'resume' in frame ? this.#laneOf(id).answer(frame) : undefined;
      case 'untracked':
      case 'error':
        return this.#laneOf(id).answer(frame);
      case 'post':
        return this.#laneOf(id).post(frame);
      case 'retract':
        this.#laneOf(id).retract(frame, isDeleted);
        return undefined;
      case 'summary':
        return this.#laneOf(id).summary(frame);
      case 'gap':
        this.#gap(`${String(frame['source'])} ${id}`, frame);
        return undefined;
      default:
        must(frame['type'] === 'welcome' || frame['type'] === 'stats', `What is this? ${JSON.stringify(frame)}`);
        return undefined;
    }
  }

  /** Gaps of a source that waited are reported as one. */
  #gap(name: string, { from, to }: Fields): void {
    const { missed = [], reported = [] } = this.#gaps.get(name) ?? {};
    const isOne = missed.some((first) => first.from === from) && missed.some((last) => last.to === to);
    must(isOne && reported.length < missed.length, `No gap of ${name} is ${String(from)}-${String(to)}.`);
    reported.push({ from: Number(from), to: Number(to) });
  }

  /** Holds the session's ledger, and what waits for it, against what it must be. */
  check(ledger: SessionLedger, waitingFrames: number): void {
    const { routed, delivered, conflated, dropped, pending } = ledger;
    const what = `The ledger of ${this.name}, ${JSON.stringify(ledger)},`;
    must(routed === delivered + conflated + dropped + pending && pending >= 0, `${what} does not balance.`);
    must(routed === this.#routed, `${what} must have ${this.#routed} routed.`);
    must(delivered === this.#sum('seen'), `${what} must have ${this.#sum('seen')} delivered.`);
    must(conflated === this.#sum('conflated'), `${what} must have ${this.#sum('conflated')} conflated.`);
    must(
      this.#strained || this.#over || dropped + conflated <= this.#takenOut,
      `${what} lost something for no reason.`,
    );
    must(
      waitingFrames <= maxFrames + maxOtherFrames + this.#retractions,
      `${waitingFrames} frames wait for ${this.name}.`,
    );
    if (this.#slow && !this.#over) return;
    must(pending === 0 || this.#over, `${what} has something pending.`);
  }

  /** Nothing is under way to it any more. */
  settle(ledger: SessionLedger, upstreamOf: (query: QueryName) => Upstream): void {
    if (this.#slow && !this.#over) return;
    for (const lane of this.#lanes.values()) lane.settle(this.#over);
    if (this.#over) return;
    must(ledger.dropped === this.#sum('lost'), `${this.name} has lost ${this.#sum('lost')}, not ${ledger.dropped}.`);
    for (const [name, { missed, reported }] of this.#gaps) {
      const isReported = missed.every((gap) => reported.some(({ from, to }) => from <= gap.from && to >= gap.to));
      must(isReported, `${this.name} never received the gap of ${name}.`);
    }
    for (const [id, { life }] of this.queries) {
      const [reported, is] = [this.#states.get(id), upstreamOf(life.query)];
      must(
        isDeepStrictEqual(reported, is),
        `${this.name} believes of ${id} ${JSON.stringify(reported)}: ${JSON.stringify(is)}.`,
      );
    }
  }

  #sum(of: 'seen' | 'conflated' | 'lost'): number {
    return Array.from(this.#lanes.values()).reduce((sum, lane) => sum + lane[of], 0);
  }

  #laneOf(id: string): ExpectedFrames {
    const lane = this.#lanes.get(id) ?? new ExpectedFrames();
    this.#lanes.set(id, lane);
    return lane;
  }
}

import { Subject } from 'rxjs';
import { Slots } from '../budget/index.ts';
import type { Limits } from './limits.ts';
import type { ResultDelivery, Session } from './ports.ts';

export type WaitingLimits = Pick<
  Limits,
  'maxBackfillsPerOwner' | 'maxBackfillWaitingPerSession' | 'maxBackfillWaiting'
>;

/** An id that is being backfilled, with its new results that wait. */
export class PendingBackfill<S extends Session> {
  readonly session: S;
  readonly id: string;
  /** The turns of its session: one backfill at a time. */
  readonly turns: Slots<string>;
  /** Whether its stored results are being read; else it waits for its turn, or emits the new ones that waited. */
  isReading = false;
  readonly #waiting: ResultDelivery<S>[] = [];
  readonly #cancelled$ = new Subject<undefined>();
  readonly #skipped$ = new Subject<undefined>();
  readonly #hurried$ = new Subject<undefined>();
  readonly cancelled$ = this.#cancelled$.asObservable();
  /** Emits when the rest of the stored results is to be skipped. */
  readonly skipped$ = this.#skipped$.asObservable();
  /** Emits when the results that wait are to be emitted at once. */
  readonly hurried$ = this.#hurried$.asObservable();

  constructor(session: S, id: string, turns: Slots<string>) {
    this.session = session;
    this.id = id;
    this.turns = turns;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  push(delivery: ResultDelivery<S>): void {
    this.#waiting.push(delivery);
  }

  /** Removes and returns the results that have waited longest, at most `count`. */
  take(count: number): readonly ResultDelivery<S>[] {
    return this.#waiting.splice(0, count);
  }

  cancel(): void {
    this.#cancelled$.next(undefined);
  }

  /** Makes room: the rest of the stored results is skipped, or nothing waits any longer. */
  giveUp(): void {
    if (this.isReading) this.#skipped$.next(undefined);
    else this.#hurried$.next(undefined);
  }
}

interface SessionEntry<S extends Session> {
  readonly ids: Map<string, PendingBackfill<S>>;
  readonly turns: Slots<string>;
  waiting: number;
}

interface OwnerEntry<S extends Session> {
  readonly sessions: Map<S, SessionEntry<S>>;
  /** Its ids that are being backfilled. */
  backfills: number;
  waiting: number;
}

/** Requests need no bound of their own: an id of a session has one at a time. */
const turnOptions = { max: 1, maxPerOwner: 1, maxWaiting: Infinity, maxWaitingPerOwner: Infinity } as const;

/**
 * The ids that are being backfilled. The new results that wait are bounded for each session and in all: beyond that, the
 * largest share makes room, of the owner, the session and the id with the most. So whoever asks for much, or does not
 * read, makes nobody else skip stored results.
 */
export class PendingBackfills<S extends Session> {
  readonly #limits: WaitingLimits;
  readonly #owners = new Map<S | string, OwnerEntry<S>>();
  #waiting = 0;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  /** The new results that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  find(session: S, id: string): PendingBackfill<S> | undefined {
    return this.#owners.get(ownerOf(session))?.sessions.get(session)?.ids.get(id);
  }

  /** Returns whether the owner of a session has as many ids that are being backfilled as it may have. */
  isFull(session: S): boolean {
    return (this.#owners.get(ownerOf(session))?.backfills ?? 0) >= this.#limits.maxBackfillsPerOwner;
  }

  /** Adds an id: its new results wait from now on. */
  add(session: S, id: string): PendingBackfill<S> {
    const noSessions = new Map<S, SessionEntry<S>>();
    const owner = this.#owners.get(ownerOf(session)) ?? { sessions: noSessions, backfills: 0, waiting: 0 };
    const entry = owner.sessions.get(session) ?? { ids: new Map(), turns: new Slots(turnOptions), waiting: 0 };
    const backfill = new PendingBackfill(session, id, entry.turns);
    this.#owners.set(ownerOf(session), owner);
    owner.sessions.set(session, entry);
    entry.ids.set(id, backfill);
    owner.backfills += 1;
    return backfill;
  }

  /** Makes a new result wait; returns whether it does, which is while its id is being backfilled. */
  enqueue(delivery: ResultDelivery<S>): boolean {
    if (this.#owners.size === 0) return false;
    const { session, id } = delivery;
    const owner = this.#owners.get(ownerOf(session));
    const entry = owner?.sessions.get(session);
    const backfill = entry?.ids.get(id);
    if (owner === undefined || entry === undefined || backfill === undefined) return false;
    backfill.push(delivery);
    this.#count(owner, entry, 1);
    const { maxBackfillWaitingPerSession, maxBackfillWaiting } = this.#limits;
    if (entry.waiting > maxBackfillWaitingPerSession) largestOf(entry.ids)?.giveUp();
    else if (this.#waiting > maxBackfillWaiting) this.#largest()?.giveUp();
    return true;
  }

  /** Removes and returns the results of an id that have waited longest, at most `count`. */
  take(backfill: PendingBackfill<S>, count: number): readonly ResultDelivery<S>[] {
    const taken = backfill.take(count);
    const owner = this.#owners.get(ownerOf(backfill.session));
    const entry = owner?.sessions.get(backfill.session);
    if (owner !== undefined && entry !== undefined) this.#count(owner, entry, -taken.length);
    return taken;
  }

  /** Removes an id with what waits for it. Idempotent. */
  remove(backfill: PendingBackfill<S>): void {
    const { session, id } = backfill;
    if (this.find(session, id) !== backfill) return;
    this.take(backfill, Infinity);
    const owner = this.#owners.get(ownerOf(session));
    const entry = owner?.sessions.get(session);
    entry?.ids.delete(id);
    if (owner !== undefined) owner.backfills -= 1;
    if (entry?.ids.size === 0) owner?.sessions.delete(session);
    if (owner?.sessions.size === 0) this.#owners.delete(ownerOf(session));
  }

  #count(owner: OwnerEntry<S>, entry: SessionEntry<S>, results: number): void {
    this.#waiting += results;
    owner.waiting += results;
    entry.waiting += results;
  }

  #largest(): PendingBackfill<S> | undefined {
    const owner = largestOf(this.#owners);
    const session = owner && largestOf(owner.sessions);
    return session && largestOf(session.ids);
  }
}

/** Returns who pays for what a session uses. */
export const ownerOf = <S extends Session>(session: S): S | string => session.owner ?? session;

function largestOf<T extends { readonly waiting: number }>(parts: ReadonlyMap<unknown, T>): T | undefined {
  let largest: T | undefined;
  for (const part of parts.values()) if (part.waiting > (largest?.waiting ?? -1)) largest = part;
  return largest;
}

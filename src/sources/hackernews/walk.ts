import { isRecord, parseJson } from '../../model/index.ts';

/** The longest that items behind an absent one wait for it, in ms. Most are there within a second. */
const maxHoldMs = 10_000;
/** The time after which an item that stays absent is given up, in ms. */
const maxAbsentMs = 10 * 60_000;
/** The pause between two requests for an absent item that no longer holds up the others, in ms. */
const retryMs = 10_000;
/** The most absent items that are asked for again. */
const maxAbsent = 1_000;
/** The most items that an earlier run may have left unread, some two days of them: beyond, the walk begins anew. */
const maxBehind = 20_000;

/** The ids to ask for next, in rising order. */
export type Step = readonly number[];

/**
 * A walk over ids that rise by one, which skips none: what is absent is asked for again, at first before the items behind
 * it, then beside them. Pure, with a clock handed in.
 */
export class Walk {
  /** The first id that has not been read; undefined until the newest is known. */
  #next: number | undefined;
  /** The absent ids before `#next`, with the times at which they were first and last asked for. */
  readonly #absent = new Map<number, { readonly since: number; readonly askedAt: number }>();
  /** The time since which `#next` is absent. */
  #heldSince: number | undefined;
  #newest = 0;
  readonly #since: number | undefined;

  /** Resumes where an earlier walk was; the value is one of `position`. */
  constructor(position?: string) {
    const value = parseJson(position ?? '');
    if (!isRecord(value) || !isId(value['next'])) return;
    this.#next = value['next'];
    this.#since = typeof value['at'] === 'number' ? value['at'] : undefined;
    const absent = Array.isArray(value['absent']) ? value['absent'].filter(isId).slice(0, maxAbsent) : [];
    for (const id of absent) this.#absent.set(id, { since: Infinity, askedAt: -Infinity });
  }

  /** The time at which an earlier walk was kept, in epoch ms; undefined when this one does not resume it. */
  get since(): number | undefined {
    return this.#since;
  }

  /** Returns where the walk is at a time in epoch ms, to be kept for a later one. */
  position(now: number): string {
    return JSON.stringify({ at: now, next: this.#next, absent: [...this.#absent.keys()] });
  }

  /** Records the newest id. Returns whether nothing was skipped: a walk that is too far behind goes on from here. */
  reach(newest: number): boolean {
    this.#newest = newest;
    if (this.#next !== undefined && newest - this.#next < maxBehind && this.#next <= newest + 1) return true;
    const isFirst = this.#next === undefined;
    this.#next = newest + 1;
    this.#absent.clear();
    return isFirst;
  }

  /** Returns the ids to ask for now: at most `count`, none when the newest has been read. */
  step(count: number, now: number): Step {
    const due = Array.from(this.#absent).filter(([, { askedAt }]) => now - askedAt >= retryMs);
    if (due.length > 0) return due.slice(0, count).map(([id]) => id);
    const next = this.#next ?? Infinity;
    return Array.from({ length: Math.max(0, Math.min(count, this.#newest - next + 1)) }, (_, offset) => next + offset);
  }

  /** Records that an item is there. */
  found(id: number): void {
    this.#absent.delete(id);
    if (id === this.#next) this.#pass();
  }

  /** Records that an item is absent. Returns whether the items behind it have to wait. */
  missed(id: number, now: number): boolean {
    if (id === this.#next) {
      this.#heldSince ??= now;
      if (now - this.#heldSince < maxHoldMs) return true;
      if (this.#absent.size < maxAbsent) this.#absent.set(id, { since: this.#heldSince, askedAt: now });
      this.#pass();
      return false;
    }
    const { since } = this.#absent.get(id) ?? { since: now };
    const first = Math.min(since, now);
    if (now - first < maxAbsentMs) this.#absent.set(id, { since: first, askedAt: now });
    else this.#absent.delete(id);
    return false;
  }

  #pass(): void {
    this.#heldSince = undefined;
    this.#next = (this.#next ?? 0) + 1;
  }
}

/** Returns whether a value is an id of the API: a positive integer. */
export const isId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

import { isRecord, isString, parseJson, RecentMap } from '../../model/index.ts';
import type { Note } from './note.ts';

/** The point at which an earlier run stopped. */
interface Kept {
  /** The time of its newest note, in epoch seconds. */
  readonly at: number;
  /** The beginnings of the ids of the notes before it that are asked for again. */
  readonly recent: readonly string[];
}

/** Notes of this age, in seconds, are asked for again: they come to a relay late and out of order. */
const overlapS = 120;
/** The most notes that are known. */
const maxNotes = 50_000;
/** The most ids that outlive the program. */
const maxKept = 500;
const keptDigits = 16;

/** The notes that have come: none comes twice, and only the author of one deletes it. */
export class KnownNotes {
  /** The beginning of the author's key, by the note's id. */
  readonly #authors = new RecentMap<string, string>(maxNotes);
  /** The ids, or their beginnings, of the notes that came last. */
  #recent: { readonly at: number; readonly id: string }[] = [];
  #earlier = new Set<string>();
  #newest: number | undefined;
  #kept: Kept | undefined;
  readonly #keepsIds: boolean;

  /** `keepsIds`: whether the ids that come last outlive the program. Default true. */
  constructor({ keepsIds = true } = {}) {
    this.#keepsIds = keepsIds;
  }

  /** The first time, in epoch seconds, from which notes are asked for after an interruption; undefined before the first. */
  get since(): number | undefined {
    return this.#newest === undefined ? undefined : Math.max(0, this.#newest - overlapS);
  }

  /** The state that outlives the program: another object after each note. */
  get position(): Kept | undefined {
    if (this.#newest === undefined) return undefined;
    return (this.#kept ??= { at: this.#newest, recent: this.#recent.map(({ id }) => id) });
  }

  /** Goes on where an earlier run stopped; returns that time in epoch seconds, or undefined where it can't be read. */
  restore(kept: string | undefined): number | undefined {
    const value = parseJson(kept ?? '');
    if (!isRecord(value) || !Number.isSafeInteger(value['at']) || !Array.isArray(value['recent'])) return undefined;
    const at = Number(value['at']);
    this.#newest = at;
    this.#earlier = new Set(value['recent'].filter(isString).slice(0, 2 * maxKept));
    return at;
  }

  /** Begins with notes of a time, in epoch seconds. */
  begin(at: number): void {
    this.#newest ??= at;
  }

  has(id: string): boolean {
    return this.#authors.has(id) || this.#earlier.has(id.slice(0, keptDigits));
  }

  /** Records a note that is emitted, and moves the position on to it; `now` is in epoch seconds. */
  add({ id, pubkey, created_at: createdAt }: Note, now: number): void {
    this.#authors.set(id, pubkey.slice(0, keptDigits));
    this.#kept = undefined;
    this.#newest = Math.max(this.#newest ?? 0, Math.min(createdAt, now));
    if (!this.#keepsIds) return;
    this.#recent.push({ at: createdAt, id: id.slice(0, keptDigits) });
    if (this.#recent.length < 2 * maxKept) return;
    const from = this.#newest - overlapS;
    this.#recent = this.#recent.filter(({ at }) => at >= from).slice(-maxKept);
  }

  /** Returns whether a note was written by an author. */
  isBy(id: string, pubkey: string): boolean {
    return this.#authors.get(id) === pubkey.slice(0, keptDigits);
  }

  delete(id: string): void {
    this.#authors.set(id, '');
  }
}

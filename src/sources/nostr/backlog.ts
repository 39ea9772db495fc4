import type { Note } from './note.ts';

/** The most notes of an interruption, and of their characters. */
const maxNotes = 10_000;
const maxCharacters = 8_388_608;
/** The most pages: a relay may send few notes at a time. */
const maxPages = 40;

/**
 * Collects what a relay has stored, which it sends in pages of a length of its own, the newest first, and what comes
 * meanwhile. A page that brings no note that is new is the last one.
 */
export class Backlog {
  readonly #notes: Note[] = [];
  #characters = 0;
  #pages = 1;
  /** Whether this page has brought an event that no page before it had. */
  #hasNews = false;
  readonly #seen = new Set<string>();
  #oldest: number | undefined;

  /** The number of this page, from 1. */
  get page(): number {
    return this.#pages;
  }

  /** Records an event of a page, whether it is wanted or not; returns whether no page before has had it. */
  saw({ id, created_at: createdAt }: Note): boolean {
    const isNew = !this.#seen.has(id);
    this.#hasNews ||= isNew;
    this.#seen.add(id);
    this.#oldest = Math.min(this.#oldest ?? createdAt, createdAt);
    return isNew;
  }

  add(note: Note): void {
    this.#characters += note.content.length;
    this.#notes.push(note);
  }

  /**
   * Returns the last second of the next page; `whole` when there is none, since this one brought nothing or reaches back to
   * what was asked for; `cut` when there would be too many.
   */
  endPage(since: number): number | 'whole' | 'cut' {
    const until = this.#oldest;
    if (!this.#hasNews || until === undefined || until < since) return 'whole';
    if (this.#pages >= maxPages || this.isFull) return 'cut';
    this.#pages += 1;
    this.#hasNews = false;
    return until;
  }

  /** Whether no further note has room. */
  get isFull(): boolean {
    return this.#notes.length >= maxNotes || this.#characters >= maxCharacters;
  }

  /** The notes in the order of time. */
  get notes(): readonly Note[] {
    return this.#notes.toSorted((a, b) => a.created_at - b.created_at);
  }
}

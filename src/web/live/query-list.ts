import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { maxQueries } from '../state/address.ts';
import { freeSlot, isSolo, moved, orderedBy, soloed, toggled } from '../state/arrangement.ts';
import { canonicalOf, faultOf } from '../state/check-query.ts';
import type { TrackedQuery, TrackedQueryOptions } from './tracked-query.ts';

export interface QueryListOptions {
  readonly create: (identity: Pick<TrackedQueryOptions, 'id' | 'query' | 'slot'>) => TrackedQuery;
  /** Called after a query has been added to the list. */
  readonly onAdd: (track: TrackedQuery) => void;
  /** Called with a query that is no longer tracked, and the one that has replaced it. */
  readonly onRemove: (track: TrackedQuery, successor: TrackedQuery | undefined) => void;
  /** Tells screen readers. */
  readonly say: (sentence: string) => void;
}

/** The tracked queries in their order, and which of them are hidden from the charts and the posts. */
export class QueryList {
  readonly tracks: Signal<readonly TrackedQuery[]> = signal([]);
  readonly hidden: Signal<ReadonlySet<TrackedQuery>> = signal(new Set<TrackedQuery>());
  /** Those that are not hidden. */
  readonly shown: ReadonlySignal<readonly TrackedQuery[]> = computed(() => {
    const hidden = this.hidden.value;
    return hidden.size === 0 ? this.tracks.value : this.tracks.value.filter((track) => !hidden.has(track));
  });
  readonly #options: QueryListOptions;
  #serial = 0;

  constructor(options: QueryListOptions) {
    this.#options = options;
  }

  find(id: string | undefined): TrackedQuery | undefined {
    return this.tracks.peek().find((track) => track.id === id);
  }

  /** Returns the query that is the same to the server, if it is tracked. */
  same(query: string): TrackedQuery | undefined {
    const canonical = canonicalOf(query);
    return this.tracks.peek().find((track) => canonicalOf(track.query) === canonical);
  }

  /** Tracks another query, in the wanted look if that is free. Returns undefined when it is tracked, or there are too many. */
  add(query: string, wantedSlot?: number): TrackedQuery | undefined {
    const tracks = this.tracks.peek();
    if (tracks.length >= maxQueries || this.same(query) !== undefined) return undefined;
    const track = this.#create(query, wantedSlot);
    this.tracks.value = [...tracks, track];
    this.#options.onAdd(track);
    this.#options.say(`Tracking ${query}.`);
    return track;
  }

  /** Tracks another query in the place of one. Returns undefined when the new one is not valid, or is tracked already. */
  edit(track: TrackedQuery, query: string): TrackedQuery | undefined {
    const same = this.same(query);
    const isOther = same !== undefined && same !== track;
    if (isOther || query === track.query || faultOf(query) !== undefined) return undefined;
    const successor = batch(() => {
      const made = this.#create(query, track.slot, track);
      this.tracks.value = this.tracks.peek().map((each) => (each === track ? made : each));
      if (this.hidden.peek().has(track)) this.hidden.value = toggled(toggled(this.hidden.peek(), track), made);
      this.#options.onRemove(track, made);
      this.#options.onAdd(made);
      return made;
    });
    this.#options.say(`Tracking ${query} instead of ${track.query}.`);
    return successor;
  }

  remove(track: TrackedQuery): void {
    batch(() => {
      this.tracks.value = this.tracks.peek().filter((each) => each !== track);
      this.hide([...this.hidden.peek()].filter((each) => each !== track));
      this.#options.onRemove(track, undefined);
    });
    this.#options.say(`${track.query} is no longer tracked.`);
  }

  /** Moves a query to an index. */
  move(track: TrackedQuery, to: number): void {
    const tracks = moved(this.tracks.peek(), track, to);
    const index = tracks.indexOf(track);
    if (index === this.tracks.peek().indexOf(track)) return;
    this.tracks.value = tracks;
    this.#options.say(`${track.query} is number ${index + 1} of ${tracks.length}.`);
  }

  /** Puts the queries in the order of their spellings. */
  order(queries: readonly string[]): void {
    const ordered = orderedBy(this.tracks.peek(), queries, ({ query }) => query);
    if (ordered.some((track, index) => track !== this.tracks.peek()[index])) this.tracks.value = ordered;
  }

  /** Hides a query from the charts and the posts, or shows it again. One is always shown. */
  toggle(track: TrackedQuery): void {
    if (this.tracks.peek().length < 2) return;
    const hidden = toggled(this.hidden.peek(), track);
    this.hidden.value = hidden.size === this.tracks.peek().length ? new Set([track]) : hidden;
    this.#options.say(`${track.query} is ${this.hidden.peek().has(track) ? 'hidden' : 'shown'}.`);
  }

  /** Hides these queries alone. None is hidden where nothing would be shown. */
  hide(hidden: readonly TrackedQuery[]): void {
    const isAll = this.tracks.peek().every((track) => hidden.includes(track));
    this.hidden.value = new Set(isAll ? [] : hidden);
  }

  showAll(): void {
    this.hide([]);
    this.#options.say('All queries are shown.');
  }

  isSolo(track: TrackedQuery): boolean {
    return isSolo(this.tracks.value, this.hidden.value, track);
  }

  /** Hides all others, or shows them again. */
  solo(track: TrackedQuery): void {
    this.hidden.value = soloed(this.tracks.peek(), this.hidden.peek(), track);
    this.#options.say(this.hidden.peek().size === 0 ? 'All queries are shown.' : `Only ${track.query} is shown.`);
  }

  #create(query: string, wantedSlot: number | undefined, replaced?: TrackedQuery): TrackedQuery {
    const taken = this.tracks.peek().flatMap((track) => (track === replaced ? [] : [track.slot]));
    return this.#options.create({ id: `t${(this.#serial += 1)}`, query, slot: freeSlot(taken, wantedSlot) });
  }
}

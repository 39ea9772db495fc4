import { filter, map } from 'rxjs';
import { MemoryLogReader, MemoryPostLog } from './fakes/memory-post-log.ts';
import type { RunContext } from './marbles.ts';
import { texts, World, type WorldOptions } from './world.ts';

/**
 * Two gateways that read one log, of which the second begins later. In the log's diagram, letters are posts of ann, which are
 * named by their positions (1, 3, 6, 7, 9); a digit deletes the post with that name, `E` ends ann's account, `T` lets the log
 * forget all, and `B` begins the second gateway. A replay takes 100 ms to gather those who come, and 1 ms to read.
 */
export class Gateways {
  readonly first: World;
  readonly second: World;
  readonly #m: RunContext;
  readonly #log = new MemoryPostLog();
  readonly #logs: readonly [MemoryLogReader, MemoryLogReader];

  constructor(m: RunContext, diagram: string, options: WorldOptions = {}) {
    this.#m = m;
    this.#logs = [new MemoryLogReader(this.#log, m.scheduler), new MemoryLogReader(this.#log, m.scheduler)];
    const [first, second] = this.#logs;
    this.first = new World(m, { ...options, log: first.port });
    this.second = new World(m, { ...options, log: second.port });
    let isBegun = false;
    m.hot<string>(diagram).subscribe((letter) => {
      this.#append(letter);
      if (letter === 'B') second.begin();
      isBegun ||= letter === 'B';
      first.advance(1);
      if (isBegun) second.advance(1);
    });
  }

  /** Moves the session `a` of the first gateway to the second as `b`, which tracks with the last token of `a`. */
  move(a: string, b: string): void {
    this.first.session('a', a, { resumable: true });
    this.second.session('b', b, { resumable: true, resume: () => this.first.tokens.get('a') });
  }

  run(arrivals = '(b)'): void {
    const [first, second] = this.#logs;
    const stop$ = this.#m.hot('70s s');
    this.first.graph('a', [first.source], stop$).subscribe();
    this.second.graph(arrivals, [second.source], stop$).subscribe();
  }

  /** The names of the posts that `b` was told to delete. */
  retracts() {
    return this.second.notices('b').pipe(
      filter((sentence) => sentence.startsWith('retract')),
      map((sentence) => sentence.slice(-1)),
    );
  }

  #append(letter: string): void {
    const now = this.#m.scheduler.now();
    const text = texts[letter];
    if (text !== undefined) this.#log.append(text, now, 'ann');
    else if (letter === 'E') this.#log.retract({ type: 'account-ended', source: 'log', author: 'ann' }, now);
    else if (letter === 'T') this.#log.trim(Infinity);
    else if (letter !== 'B') this.#log.retract({ type: 'delete', source: 'log', id: letter }, now);
  }
}

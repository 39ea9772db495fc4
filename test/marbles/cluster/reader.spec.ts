import { filter, of, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { encodeBody, encodeHeader, positionOf } from '../../../src/cluster/chunk.ts';
import { encodeEvent } from '../../../src/cluster/events.ts';
import { LogReader, type ReaderEvent } from '../../../src/cluster/reader.ts';
import { noTotals } from '../../../src/cluster/totals.ts';
import { MemoryLog } from '../../support/fakes/memory-log.ts';

/** A reader of a log in memory, in virtual time, whose readings can fall silent. */
class Reading {
  readonly scheduler = new VirtualTimeScheduler();
  readonly log = new MemoryLog(this.scheduler);
  readonly events: ReaderEvent[] = [];
  readonly errors: unknown[] = [];
  /** The number of times that a reading of the log was begun. */
  readings = 0;
  #silenced = 0;
  #posts = 0;
  readonly reader: LogReader;

  constructor({ maxLagMs = 60_000 } = {}) {
    const { state, last, append } = this.log;
    const read: MemoryLog['read'] = (options) => {
      this.readings += 1;
      const own = this.readings;
      return this.log.read(options).pipe(filter(() => own > this.#silenced));
    };
    this.reader = new LogReader({
      log: { state, last, append, read },
      canAccept$: of(true),
      maxLagMs,
      scheduler: this.scheduler,
    });
    this.reader.events$.subscribe({
      next: (event) => this.events.push(event),
      error: (error: unknown) => this.errors.push(error),
    });
  }

  /** Appends a chunk with one post. */
  post(): void {
    this.#posts += 1;
    const posts = this.#posts;
    const text = encodeEvent({ type: 'post', post: { id: String(posts), source: 'up', text: 'pizza', at: 1 } });
    const totals = { ...noTotals, received: posts, posts };
    const at = this.scheduler.now();
    const header = encodeHeader({ term: 2, node: 'a', at, state: 'live', liveAt: at, cursors: {}, totals });
    const message = { source: 'up', id: `up-${posts}`, header, body: encodeBody([text]) };
    this.log.append(message, this.log.messages.at(-1)?.sequence ?? 0).subscribe();
  }

  /** Lets what reads now get nothing any more, without an error. */
  silence(): void {
    this.#silenced = this.readings;
  }

  until(ms: number): void {
    this.scheduler.maxFrames = ms;
    this.scheduler.flush();
    this.scheduler.frame = ms;
  }

  sequences(): readonly number[] {
    return this.events.flatMap((event) => (event.type === 'chunk' ? [event.sequence] : []));
  }

  others(): readonly ReaderEvent[] {
    return this.events.filter(({ type }) => type !== 'chunk');
  }
}

describe('the reader of a log', () => {
  it('begins at the end, and moves its position with what it reads', () => {
    const reading = new Reading();
    reading.post();
    reading.until(100);
    reading.post();
    reading.post();
    reading.until(200);
    // The first came before the reader had asked for the state of the log.
    expect(reading.sequences().at(-1)).toBe(3);
    expect(reading.reader.position).toBe(positionOf(4, 0) - 1);
  });

  it('reads on after the last message, without a hole or a repeat, when a reading falls silent', () => {
    const reading = new Reading();
    reading.until(100);
    reading.post();
    reading.until(1_000);
    reading.silence();
    reading.post();
    reading.post();
    reading.until(2_900);
    expect(reading.sequences()).toEqual([1]);
    reading.until(4_000);
    expect(reading.sequences()).toEqual([1, 2, 3]);
    expect(reading.others()).toEqual([]);
    expect(reading.readings).toBe(2);
  });

  it('says that the log is away, and what came meanwhile when it is back', () => {
    const reading = new Reading();
    reading.until(100);
    reading.post();
    reading.until(200);
    reading.silence();
    reading.log.isAway = true;
    reading.until(10_000);
    expect(reading.others()[0]).toMatchObject({
      type: 'away',
      reason: { message: "The log can't be read: no answer" },
    });
    expect(reading.reader.awayMs()).toBeGreaterThan(5_000);
    expect(reading.reader.lagMs()).toBeGreaterThan(9_000);
    reading.log.isAway = false;
    reading.post();
    reading.until(11_000);
    expect(reading.events.slice(-2)).toMatchObject([
      { type: 'back', filled: 'full' },
      { type: 'chunk', sequence: 2 },
    ]);
    expect(reading.reader.awayMs()).toBe(0);
  });

  it('jumps to the end when it lags too far, and says what it has skipped', () => {
    const reading = new Reading({ maxLagMs: 5_000 });
    reading.until(100);
    reading.post();
    reading.until(200);
    reading.silence();
    reading.log.isAway = true;
    for (const ms of [300, 400]) {
      reading.until(ms);
      reading.log.isAway = false;
      reading.post();
      reading.log.isAway = true;
    }
    reading.until(9_000);
    reading.log.isAway = false;
    reading.until(10_000);
    expect(reading.sequences()).toEqual([1]);
    const skipped = reading.others().filter(({ type }) => type === 'back');
    expect(skipped).toMatchObject([{ filled: 'none', cause: 'This node was too slow for all posts.' }]);
    // Whoever resumes from before the jump is given what was skipped from the log.
    expect(reading.reader.unbrokenFrom.position).toBe(positionOf(4, 0) - 1);
    reading.post();
    reading.until(11_000);
    expect(reading.sequences()).toEqual([1, 4]);
  });

  it('fails when the totals of a source do not follow from each other: that is our own corruption', () => {
    const reading = new Reading();
    reading.until(100);
    reading.post();
    reading.until(200);
    const [first] = reading.log.messages;
    if (first !== undefined) reading.log.append({ ...first, id: 'again' }, first.sequence).subscribe();
    reading.until(300);
    expect(reading.errors).toMatchObject([{ code: 'internal' }]);
  });
});

import { Subject, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { appendSurely } from '../../../src/cluster/append.ts';
import { decodeChunk } from '../../../src/cluster/chunk.ts';
import { commitFor, type Commit } from '../../../src/cluster/commit-queue.ts';
import { groupCommit } from '../../../src/cluster/group-commit.ts';
import type { Log } from '../../../src/cluster/log.ts';
import { MemoryLog, type AppendFault } from '../../support/fakes/memory-log.ts';

const standing = { state: 'live', liveAt: 0, cursors: {} } as const;
const postOf = (id: string): Commit =>
  commitFor({ type: 'post', post: { id, source: 'demo', text: 'pizza', at: 0 } }, standing);
const message = { source: 'demo', id: 'demo-1', header: '', body: new Uint8Array() };

/** Virtual time that goes on until a moment. */
function clock() {
  const scheduler = new VirtualTimeScheduler();
  const until = (ms: number): void => {
    scheduler.maxFrames = ms;
    scheduler.flush();
    scheduler.frame = ms;
  };
  return { scheduler, until };
}

describe('a message that is appended surely', () => {
  const fateOf = (faults: readonly AppendFault[], expected = 0) => {
    const { scheduler, until } = clock();
    const log = new MemoryLog(scheduler);
    log.fail(...faults);
    const fates: unknown[] = [];
    appendSurely(message, expected, { log, scheduler }).subscribe({
      next: (sequence) => fates.push(sequence),
      error: (error: unknown) => fates.push(error),
    });
    until(5_000);
    return { fates, ids: log.messages.map(({ id }) => id) };
  };

  it('is there once, whatever becomes of the answers', () => {
    for (const faults of [[], ['lost'], ['deaf'], ['late'], ['lost', 'deaf'], ['late', 'lost']] as const) {
      expect(fateOf(faults)).toEqual({ fates: [1], ids: ['demo-1'] });
    }
  });

  it('is refused when another has been appended', () => {
    expect(fateOf([], 7)).toMatchObject({ fates: [{ kind: 'refused' }], ids: [] });
  });

  it('waits for a log that is away', () => {
    const { scheduler, until } = clock();
    const log = new MemoryLog(scheduler);
    log.isAway = true;
    const sequences: number[] = [];
    appendSurely(message, 0, { log, scheduler }).subscribe((sequence) => sequences.push(sequence));
    until(3_000);
    log.isAway = false;
    until(4_000);
    expect(sequences).toEqual([1]);
  });
});

describe('a group commit', () => {
  const setUp = (around: (log: MemoryLog) => Pick<Log, 'append' | 'last'> = (log) => log) => {
    const { scheduler, until } = clock();
    const log = new MemoryLog(scheduler);
    const commits$ = new Subject<Commit>();
    const errors: unknown[] = [];
    const waiting: number[] = [];
    commits$
      .pipe(
        groupCommit({
          ...{
            log: around(log),
            source: 'demo',
            node: 'a',
            term: 1,
            stepDownMs: 3_000,
            maxWaitingPosts: 300,
            scheduler,
          },
          after: { sequence: 0, header: undefined },
          onWaiting: (posts) => waiting.push(posts),
        }),
      )
      .subscribe({ error: (error: unknown) => errors.push(error) });
    return { log, commits$, errors, waiting, until, scheduler };
  };
  /** A log whose appends take 10 ms. */
  const slowly = (log: MemoryLog): Pick<Log, 'append' | 'last'> => ({
    last: log.last,
    append: (...given) => {
      log.fail('deaf');
      return log.append(...given);
    },
  });

  it('appends at once what comes alone, and together what comes meanwhile', () => {
    const { log, commits$, until } = setUp(slowly);
    for (const id of ['1', '2', '3']) commits$.next(postOf(id));
    until(1_000);
    const chunks = log.messages.map(decodeChunk);
    expect(chunks.map(({ events }) => events.map((event) => (event?.type === 'post' ? event.post.id : '')))).toEqual([
      ['1', '2', '3'].slice(0, 1),
      ...(chunks.length === 2 ? [['2', '3']] : [['2'], ['3']]),
    ]);
    expect(chunks.at(-1)?.header.totals).toMatchObject({ received: 3, posts: 3 });
  });

  it('sheds what is too much, and counts it', () => {
    const { log, commits$, until, errors } = setUp();
    log.isAway = true;
    for (let id = 1; id <= 400; id += 1) commits$.next(postOf(String(id)));
    commits$.next(commitFor({ type: 'counted', source: 'demo', outcome: 'invalid', count: 5 }, standing));
    until(1_000);
    log.isAway = false;
    until(2_500);
    const chunks = log.messages.map(decodeChunk);
    expect(errors).toEqual([]);
    expect(chunks.map(({ events }) => events.length)).toEqual([1, 252, 50]);
    expect(chunks.at(-1)?.header.totals).toMatchObject({ received: 405, posts: 301, shed: 99, invalid: 5 });
  });

  it('gives up when the log does not answer, and when another node leads', () => {
    const away = setUp();
    away.log.isAway = true;
    away.commits$.next(postOf('1'));
    away.until(2_999);
    expect(away.errors).toEqual([]);
    away.until(3_001);
    expect(away.errors).toMatchObject([{ kind: 'unknown' }]);
    const deposed = setUp();
    deposed.log.append({ ...message, id: 'of another' }, 0).subscribe();
    deposed.commits$.next(postOf('1'));
    deposed.until(1_000);
    expect(deposed.errors).toMatchObject([{ kind: 'refused' }]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  asyncScheduler,
  BehaviorSubject,
  filter,
  firstValueFrom,
  lastValueFrom,
  of,
  take,
  tap,
  toArray,
  type Observable,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source, SourceEvent } from '../../../src/graph/index.ts';
import { createFileSource, createStdinSource } from '../../../src/sources/index.ts';
import { createNdjsonReader } from '../../../src/sources/ndjson.ts';
import { maxTurnElements } from '../../../src/sources/turns.ts';
import { createFastTime } from '../../../src/testing/index.ts';
import { eventually } from '../../../src/testing/source-listener.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a source says beside its state. */
const open = (source: Source): Observable<SourceEvent> => source.open([]).pipe(filter(({ type }) => type !== 'state'));
const none = { defaultValue: [] };
const common = {
  now: () => 0,
  backpressure: { canAccept: () => true, canAccept$: of(true) },
  scheduler: asyncScheduler,
};
const idOf = (event: SourceEvent): string => (event.type === 'post' ? event.post.id : event.type);
const idsOf = (events$: Observable<SourceEvent>): Promise<readonly string[]> =>
  lastValueFrom(events$.pipe(toArray()), none).then((events) => events.map(idOf));

function fileOf(content: string | Uint8Array, options: { readonly loop?: boolean; readonly speed?: number } = {}) {
  const path = join(folder, 'posts.ndjson');
  writeFileSync(path, content);
  return createFileSource({
    name: 'file',
    path,
    speed: options.speed ?? Infinity,
    loop: options.loop ?? false,
    ...common,
  });
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `${JSON.stringify({ id: String(index), text: 'pizza' })}\n`).join('');
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index));

it('a line may have any number as its id, and begin with a byte order mark', () => {
  const reader = createNdjsonReader({ source: 's', now: () => 0 });
  const line = (id: string) => `\ufeff{"text":"a","id":${id}}\r\n`;
  const chunk = Buffer.from(['7', '1742345678901234567', '1742345678901234568', '"8"'].map(line).join(''));
  const events = Array.from(reader.push(chunk));
  expect(events.map((event) => (event.type === 'post' ? event.post.id : event.type))).toEqual([
    ...['7', '1742345678901234567', '1742345678901234568', '8'],
  ]);
});

describe('a file of posts', () => {
  it('is live as soon as it is opened, and so is standard input', async () => {
    const live = { type: 'state', source: 'file', state: 'live' };
    expect(await firstValueFrom(fileOf(lines(1)).open([]))).toEqual(live);
    const stdin = createStdinSource({ name: 'stdin', stream: new PassThrough(), ...common });
    expect(await firstValueFrom(stdin.open([]))).toEqual({ ...live, source: 'stdin' });
  });

  it('is read to its end, and names the posts that have no id after their lines', async () => {
    const file = fileOf('{"text":"a"}\n\n{"id":"x","text":"b"}\n{"text":"c"}');
    expect(await idsOf(open(file))).toEqual(['file-1', 'x', 'file-4']);
  });

  it('counts broken UTF-8, half JSON and what is no post, and goes on', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"text":"a"}\n'),
      Buffer.from([0x7b, 0xc3, 0x28, 0x0a]),
      Buffer.from('{"text":"b\n[]\nnull\n7\n"text"\n{"text":5}\n{"text":"z"}\n'),
    ]);
    const events = await idsOf(open(fileOf(bytes)));
    expect(events).toEqual(['file-1', ...Array.from({ length: 7 }, () => 'counted'), 'file-9']);
  });

  it('goes on where it was when it is left in the middle and opened again', async () => {
    const file = fileOf(lines(5_000));
    const seen: string[] = [];
    for (const count of [1, 7, 1_999]) {
      seen.push(...(await idsOf(open(file).pipe(take(count)))));
    }
    seen.push(...(await idsOf(open(file))));
    expect(seen).toEqual(ids(5_000));
  });

  it('is read no faster than it is taken', async () => {
    const canAccept$ = new BehaviorSubject(true);
    const backpressure = { canAccept: () => canAccept$.value, canAccept$ };
    const path = join(folder, 'posts.ndjson');
    writeFileSync(path, lines(20_000));
    const file = createFileSource({ name: 'file', path, speed: Infinity, loop: false, ...common, backpressure });
    let taken = 0;
    const done = lastValueFrom(
      open(file).pipe(
        tap(() => {
          taken += 1;
          if (taken === 1) canAccept$.next(false);
        }),
      ),
      none,
    );
    await eventually(() => taken > 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(taken).toBe(1);
    canAccept$.next(true);
    await done;
    expect(taken).toBe(20_000);
  });

  it('of lines that are no posts is read some hundred a turn', async () => {
    const path = join(folder, 'posts.ndjson');
    writeFileSync(path, 'x\n'.repeat(30_000));
    const { scheduler, delays } = createFastTime();
    const file = createFileSource({ name: 'file', path, speed: Infinity, loop: false, ...common, scheduler });
    expect(await idsOf(open(file))).toHaveLength(30_000);
    expect(delays.filter((delay) => delay === 0).length).toBeGreaterThanOrEqual(30_000 / maxTurnElements - 1);
  });

  it('begins again with new ids when it loops, and ends when there is nothing to loop over', async () => {
    const file = fileOf(lines(2), { loop: true });
    const events = await lastValueFrom(open(file).pipe(take(5), toArray()), none);
    expect(events.map(idOf)).toEqual(['0', '1', '0~2', '1~2', '0~3']);
    expect(await idsOf(open(fileOf('nothing\n', { loop: true })))).toEqual(['counted']);
  });

  it('fails with its reason when it can’t be read', async () => {
    const file = createFileSource({ name: 'file', path: join(folder, 'none'), speed: 1, loop: false, ...common });
    await expect(idsOf(open(file))).rejects.toMatchObject({ code: 'source_failed' });
  });
});

describe('standard input', () => {
  it('is not read while nobody wants anything, and loses nothing in between', async () => {
    const stream = new PassThrough();
    const stdin = createStdinSource({ name: 'stdin', stream, ...common });
    stream.write('{"id":"1","text":"a"}\n{"id":"2","te');
    expect(await lastValueFrom(open(stdin).pipe(take(1), toArray()), none)).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    stream.write('xt":"b"}\n{"id":"3","text":"c"}\n');
    stream.end();
    expect(await idsOf(open(stdin))).toEqual(['2', '3']);
    expect(await idsOf(open(stdin))).toEqual([]);
  });
});

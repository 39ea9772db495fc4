import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { of, lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source, SourceEvent } from '../../../src/graph/index.ts';
import { isRecord } from '../../../src/model/index.ts';
import { createRecorder, type Recorder } from '../../../src/sources/index.ts';
import { parseLines } from '../../support/program.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  path = join(folder, 'posts.ndjson');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const troubles: (string | undefined)[] = [];
const lost: number[] = [];
beforeEach(() => {
  troubles.splice(0);
  lost.splice(0);
});

const create = (options: { readonly maxWaitingBytes?: number } = {}): Recorder =>
  createRecorder({
    path,
    retryMs: 1,
    onTrouble: (error) => troubles.push(error?.message),
    onLost: (posts) => lost.push(posts),
    ...options,
  });

/** Lets posts with these ids pass a recorder. */
async function record(recorder: Recorder, ...ids: readonly string[]): Promise<void> {
  const events = ids.map((id): SourceEvent => ({ type: 'post', post: { id, source: 's', text: 'pizza', at: 0 } }));
  const source: Source = { name: 's', open: () => of(...events) };
  await lastValueFrom(recorder.tap(source).open([]));
}

const idsIn = (content: string): readonly unknown[] =>
  parseLines(content).map((line) => (isRecord(line) ? line['id'] : line));

describe('a recording', () => {
  it('is for its owner alone', async () => {
    const recorder = create();
    await record(recorder, '1');
    await recorder.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes on behind what an earlier run wrote', async () => {
    for (const id of ['1', '2']) {
      const recorder = create();
      await record(recorder, id);
      await recorder.close();
    }
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
    expect(idsIn(readFileSync(path, 'utf8'))).toEqual(['1', '2']);
  });

  it('begins on a line of its own behind a line that was cut off', async () => {
    writeFileSync(path, '{"id":"0","te');
    const recorder = create();
    await record(recorder, '1');
    await recorder.close();
    const [torn, ...lines] = readFileSync(path, 'utf8').split('\n');
    expect(torn).toBe('{"id":"0","te');
    expect(idsIn(lines.join('\n'))).toEqual(['1']);
  });

  it('has the deletions of posts and accounts in their turn', async () => {
    const recorder = create();
    const events: readonly SourceEvent[] = [
      { type: 'post', post: { id: '1', source: 's', text: 'pizza', at: 0 } },
      { type: 'delete', source: 's', id: '1' },
      { type: 'account-ended', source: 's', author: 'ann' },
    ];
    await lastValueFrom(recorder.tap({ name: 's', open: () => of(...events) }).open([]));
    await recorder.close();
    expect(parseLines(readFileSync(path, 'utf8')).slice(1)).toEqual([
      { id: '1', source: 's', deleted: true },
      { author: 'ann', source: 's', deleted: true },
    ]);
  });

  it('waits for a disk that is full, counts what does not fit, and opens its file again', async () => {
    symlinkSync('/dev/full', path);
    const recorder = create({ maxWaitingBytes: 200 });
    await record(recorder, '1', '2', '3', '4');
    await expect.poll(recorder.warnings).toHaveLength(1);
    expect(recorder.warnings()[0]).toMatch(/^The recording in .* can't be written, and lacks 2 posts so far: ENOSPC/);
    expect(recorder.counts()).toEqual({ recorded: 2, lost: 2 });
    unlinkSync(path);
    await expect.poll(recorder.warnings).toEqual([]);
    await record(recorder, '5');
    await recorder.close();
    expect(idsIn(readFileSync(path, 'utf8'))).toEqual(['1', '2', '5']);
    expect(troubles).toEqual([expect.stringContaining('ENOSPC'), undefined]);
    expect(lost).toEqual([2]);
  });

  it('is closed although its disk stays full', async () => {
    symlinkSync('/dev/full', path);
    const recorder = create();
    await record(recorder, '1');
    await recorder.close();
    expect(recorder.warnings()).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { LineWriter, type LineWriterOptions, type WriteBytes } from '../../../src/node/line-writer.ts';

/** A disk with room for some bytes, and a writer of lines to it that tries again at once. */
class Disk {
  room = Infinity;
  content = '';
  writes = 0;
  readonly troubles: (string | undefined)[] = [];
  readonly dropped: number[] = [];

  readonly write: WriteBytes = (bytes, done) => {
    this.writes += 1;
    const written = Math.min(this.room, bytes.length);
    this.room -= written;
    this.content += Buffer.from(bytes.subarray(0, written)).toString();
    queueMicrotask(() => {
      done(written === 0 ? new Error('no space') : undefined, written);
    });
  };

  writer(options: Partial<LineWriterOptions> = {}): LineWriter {
    return new LineWriter({
      write: this.write,
      maxWaitingBytes: 12,
      retryMs: 100_000,
      onTrouble: (error) => this.troubles.push(error?.message),
      onDropped: (lines) => this.dropped.push(lines),
      ...options,
    });
  }
}

describe('a writer of lines', () => {
  it('writes lines in their order, several in one write', async () => {
    const disk = new Disk();
    const lines = disk.writer();
    for (const line of ['a\n', 'b\n', 'c\n']) lines.write(line);
    await lines.flush();
    expect(disk).toMatchObject({ content: 'a\nb\nc\n', writes: 2, troubles: [], dropped: [] });
  });

  it('keeps what a full disk does not take within a bound, drops and counts the rest, and goes on inside the line', async () => {
    const disk = new Disk();
    const lines = disk.writer();
    disk.room = 5;
    for (const digit of '12345') {
      lines.write(`${digit}--\n`);
      await lines.flush();
    }
    expect(disk.content).toBe('1--\n2');
    expect(disk.troubles).toEqual(['no space']);
    expect(lines).toMatchObject({ dropped: 1, waitingBytes: 11, trouble: new Error('no space') });
    disk.room = Infinity;
    await lines.flush();
    expect(disk.content).toBe('1--\n2--\n3--\n4--\n');
    expect(disk).toMatchObject({ troubles: ['no space', undefined], dropped: [1] });
    expect(lines).toMatchObject({ waitingBytes: 0, trouble: undefined });
  });

  it('tries again by itself, and reports what was dropped since the last report', async () => {
    const disk = new Disk();
    const lines = disk.writer({ retryMs: 1 });
    disk.room = 0;
    for (let line = 0; line < 10; line++) lines.write('123\n');
    await lines.flush();
    disk.room = Infinity;
    await expect.poll(() => disk.dropped).toEqual([7]);
    lines.write('end\n');
    await lines.flush();
    expect(disk.content).toBe('123\n123\n123\nend\n');
    expect(disk.dropped).toEqual([7]);
  });

  it('reports what was dropped when there is room for a report', async () => {
    const disk = new Disk();
    const lines = disk.writer({
      retryMs: 1,
      onDropped: (count) => {
        lines.write(`${count} lost\n`);
      },
      maxWaitingBytes: 20,
    });
    disk.room = 3;
    for (let line = 0; line < 10; line++) {
      lines.write('123\n');
      await lines.flush();
    }
    disk.room = Infinity;
    await expect.poll(() => disk.content.split('\n').slice(-2)).toEqual(['5 lost', '']);
    expect(lines.dropped).toBe(5);
  });

  it('takes a reader that is slow for no trouble', async () => {
    const codes = ['EAGAIN', 'EAGAIN'];
    const disk = new Disk();
    const lines = disk.writer({
      write: (bytes, done) => {
        const code = codes.pop();
        if (code === undefined) disk.write(bytes, done);
        else done(Object.assign(new Error(code), { code }), 0);
      },
    });
    lines.write('a\n');
    await expect.poll(() => disk.content).toBe('a\n');
    expect(disk.troubles).toEqual([]);
  });

  it('writes a line that is longer than one write may be', async () => {
    const disk = new Disk();
    const lines = disk.writer({ maxWaitingBytes: Infinity });
    const long = `${'x'.repeat(200_000)}\n`;
    lines.write(long);
    lines.write(long);
    await lines.flush();
    expect(disk.content).toBe(long + long);
  });
});

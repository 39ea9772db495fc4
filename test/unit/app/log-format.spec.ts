import { describe, expect, it } from 'vitest';
import { createLineFormat } from '../../../src/app/log-format.ts';

const hostile = 'x\u001b[2J\u0007\u009b2J\u007f\u202e\u2028y';
const line = `${JSON.stringify({ level: 40, time: 0, module: 'sources', host: hostile, msg: `${hostile}\nfaked` })}\n`;
const unsafe = /[\u0000-\u0009\u000b-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]/;

describe('a line of the log', () => {
  it('stays JSON with the same meaning, and has nothing that controls a terminal', async () => {
    const format = await createLineFormat({ isTerminal: false });
    const written = format(line);
    expect(JSON.parse(written)).toEqual(JSON.parse(line));
    expect(written.trimEnd()).not.toMatch(unsafe);
    expect(written.trimEnd()).not.toContain('\u001b');
    expect(written.endsWith('}\n')).toBe(true);
  });

  it('is prose on a terminal, with the escapes of what would control it', async () => {
    const format = await createLineFormat({ isTerminal: true });
    const written = format(line);
    expect(written).not.toMatch(unsafe);
    // The formatter's own colours are the only escape sequences.
    expect(written.replaceAll(/\u001b\[\d+m/g, '')).not.toContain('\u001b');
    expect(written).toContain(String.raw`x\u001b[2J\u0007\u009b2J\u007f\u202e\u2028y\nfaked`);
  });
});

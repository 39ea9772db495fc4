import { describe, expect, it } from 'vitest';
import { FrameTurns } from '../../../src/web/state/frame-turns.ts';

const every = (ms: number, run: (at: number) => void) => ({ run, everyMs: () => ms });

describe('tasks in frames', () => {
  it('run one in a frame, the one that has been due for longest first', () => {
    const ran: string[] = [];
    const turns = new FrameTurns([every(100, (at) => ran.push(`a${at}`)), every(40, (at) => ran.push(`b${at}`))]);
    for (let at = 10; at <= 110; at += 10) turns.frame(at);
    expect(ran).toEqual(['a10', 'b20', 'b60', 'b100', 'a110']);
  });

  it('rest for a multiple of what they cost, which the next frame tells, and for 2 s at most', () => {
    const ran: number[] = [];
    const turns = new FrameTurns([every(100, (at) => ran.push(at))]);
    // The run of 0 has delayed the next frame to 117, by 100 ms.
    for (const at of [0, 117, 500, 516, 517, 534, 617]) turns.frame(at);
    expect(ran).toEqual([0, 517, 617]);
    for (const at of [10_000, 11_999, 12_000]) turns.frame(at);
    expect(ran).toEqual([0, 517, 617, 12_000]);
  });

  it('rest together for twice what one of them cost', () => {
    const ran: string[] = [];
    const turns = new FrameTurns([every(1_000, (at) => ran.push(`a${at}`)), every(40, (at) => ran.push(`b${at}`))]);
    // The run of 0 has delayed the next frame by 100 ms, that of 317 by none.
    for (const at of [0, 117, 134, 316, 317, 334, 357]) turns.frame(at);
    expect(ran).toEqual(['a0', 'b317', 'b357']);
  });

  it('wait until a time', () => {
    const ran: number[] = [];
    const turns = new FrameTurns([every(40, (at) => ran.push(at))]);
    turns.holdUntil(100);
    for (const at of [84, 99, 116]) turns.frame(at);
    expect(ran).toEqual([116]);
  });
});

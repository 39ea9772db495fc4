import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createPacer } from '../../../src/sources/pace.ts';

const post = (at: number) => ({ id: '1', source: 'file', text: '', at, createdAt: 'given' });
const undated = { id: '1', source: 'file', text: '', at: 0 };

describe('the pace of a recording', () => {
  it('keeps the distances between posts, from the first one on', () => {
    const pacer = createPacer(1, new VirtualTimeScheduler());
    expect([post(5_000), post(5_100), post(9_000)].map(pacer)).toEqual([0, 100, 4_000]);
  });

  it('divides them by the speed, and by nothing at full speed', () => {
    const twice = createPacer(2, new VirtualTimeScheduler());
    expect([post(0), post(1_000)].map(twice)).toEqual([0, 500]);
    const full = createPacer(Infinity, new VirtualTimeScheduler());
    expect([post(0), post(1_000)].map(full)).toEqual([0, 0]);
  });

  it('lets posts without a time, and those that go back in time, go at once', () => {
    const pacer = createPacer(1, new VirtualTimeScheduler());
    expect([undated, post(5_000), undated, post(3_000)].map(pacer)).toEqual([0, 0, 0, 0]);
  });

  it('never asks a timer for more than it can hold', () => {
    const pacer = createPacer(1, new VirtualTimeScheduler());
    expect([post(0), post(1e15)].map(pacer)).toEqual([0, 2 ** 31 - 1]);
  });
});

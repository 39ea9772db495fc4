import { fork } from 'node:child_process';
import { once } from 'node:events';
import { isRecord } from '../src/model/index.ts';
import { median, type Run } from './support.ts';

const rounds = 3;
const sides = ['bare', 'idle', 'tracking'] as const;

/**
 * The memory that a session takes while nothing happens: of a client of undertone.v1 that is connected, and of one that
 * tracks a query, against a connection of a bare server of `ws`, in turns and each in a process of its own; the heap and
 * what it holds outside of it. Ten thousand connect, track, receive and leave, and nothing remains.
 */
export const run: Run = async () => {
  const results: Readonly<Record<string, unknown>>[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, side] of sides.entries()) results[index]?.push(await measure(side));
  }
  const of = (index: number, figure: string) => median((results[index] ?? []).map((result) => Number(result[figure])));
  const [bare, idle, tracking] = [of(0, 'perSession'), of(1, 'perSession'), of(2, 'perSession')];
  return {
    sessions: of(0, 'sessions'),
    rounds,
    bytesPerSession: { bare: Math.round(bare), idle: Math.round(idle), tracking: Math.round(tracking) },
    bytesLeftPerSession: { bare: Math.round(of(0, 'left')), tracking: Math.round(of(2, 'left')) },
    secondsFor: { connect: of(2, 'connect'), receive: of(2, 'receive'), leave: of(2, 'leave') },
    ratioTracking: tracking / bare,
    ratio: idle / bare,
  };
};

async function measure(side: string): Promise<Readonly<Record<string, unknown>>> {
  const child = fork(new URL('memory-side.ts', import.meta.url), [side], { execArgv: ['--expose-gc'] });
  const messages: readonly unknown[] = await once(child, 'message');
  const [result] = messages;
  if (!isRecord(result)) throw new Error('The other process printed nothing.');
  return result;
}

import { VirtualTimeScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import { maxPerSecond, VerificationPace } from '../../../src/sources/nostr/verification-pace.ts';

it('a relay waits for the next second once as many signatures were verified as a second has', () => {
  const scheduler = new VirtualTimeScheduler();
  const pace = new VerificationPace(scheduler);
  const seen: [number, boolean][] = [];
  const subscription = pace.canVerify$.subscribe((canVerify) => seen.push([scheduler.now(), canVerify]));
  const spend = (count: number): void => {
    for (let spent = 0; spent < count; spent += 1) pace.spend();
  };
  scheduler.schedule(() => {
    spend(maxPerSecond - 1);
  }, 100);
  scheduler.schedule(() => {
    spend(3);
  }, 400);
  scheduler.schedule(() => {
    spend(maxPerSecond - 1);
  }, 1_200);
  scheduler.flush();
  subscription.unsubscribe();
  expect(seen).toEqual([
    [0, true],
    [400, false],
    [1_100, true],
  ]);
});

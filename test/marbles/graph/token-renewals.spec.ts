import { filter } from 'rxjs';
import { describe, it } from 'vitest';
import { Gateways } from '../../support/gateways.ts';
import { marbles } from '../../support/marbles.ts';
import type { World } from '../../support/world.ts';

/** The frames about queries and tokens that a session got: `a` answers it, `r` renews its token, `n` does not resume it. */
const told = (world: World, id: string) =>
  world.notices(id).pipe(filter((sentence) => sentence.startsWith('renewal') || sentence.endsWith('resumed')));
const sentences = { r: 'renewal log=live', a: 'tracking log=live resumed', n: 'tracking log=live not resumed' };

describe('the token of a query', () => {
  it(
    'is renewed when the query had no result for a minute, and then reaches back after the log has forgotten that result',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-x-B- 60s Tx-------');
      gateways.move('                  -p------- 60s ---|', '        - 60s -------------p');
      m.expect(told(gateways.first, 'a')).toBeObservable('         60s r', sentences);
      m.expect(told(gateways.second, 'b')).toBeObservable('        - 60s -------------a', sentences);
      gateways.run();
    }),
  );

  it(
    'is not renewed while its query has results, nor for sessions that can not resume',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-x- 45s p-----x');
      gateways.move('                  -p', '');
      gateways.second.session('c', '    -p');
      m.expect(told(gateways.first, 'a')).toBeObservable('-');
      m.expect(told(gateways.second, 'c')).toBeObservable('-');
      gateways.run('(cb)');
    }),
  );

  it(
    'is not renewed beyond a result that is being scored',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-x- 59s p-----x----', { latencyMs: 2_000 });
      gateways.move('                  -p', '');
      m.expect(told(gateways.first, 'a')).toBeObservable('-');
      gateways.run();
    }),
  );

  it(
    'is not renewed for a session whose missed results are still to come',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-B---p--x--- 59960ms x');
      gateways.move('                  -p----|', '59950ms p');
      gateways.second.session('c', '    -----------p', { resumable: true });
      m.expect(told(gateways.second, 'c')).toBeObservable('       60s r', sentences);
      m.expect(told(gateways.second, 'b')).toBeObservable('       59950ms a', sentences);
      m.expect(gateways.second.received('b')).toBeObservable('60051ms p');
      gateways.run('(cb)');
    }),
  );
});

import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';
import { RecentKeys } from './recent-keys.ts';

export interface DistinctRecentOptions<T> {
  readonly keyOf: (value: T) => string;
  /** The latest keys that are remembered: at least so many, at most twice as many. 0 remembers none. */
  readonly maxKeys: number;
  /** Called with each value whose key is remembered. */
  readonly onRepeat: (value: T) => void;
}

/**
 * `distinct` in bounded memory: it forgets a key after `maxKeys` to twice as many others.
 *
 * @example
 * posts$.pipe(distinctRecent({ keyOf: ({ id }) => id, maxKeys: 100_000, onRepeat: count }));
 */
export function distinctRecent<T>(options: DistinctRecentOptions<T>): MonoTypeOperatorFunction<T> {
  const { keyOf, maxKeys, onRepeat } = options;
  return (source$) =>
    defer(() => {
      const keys = new RecentKeys(maxKeys);
      return source$.pipe(
        filter((value) => {
          if (keys.add(keyOf(value))) return true;
          onRepeat(value);
          return false;
        }),
      );
    });
}

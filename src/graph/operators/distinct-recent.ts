import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';
import { RecentKeys } from './recent-keys.ts';

export interface DistinctRecentOptions<T> {
  readonly keyOf: (value: T) => string;
  /** Keys remembered at least; twice as many at most. 0 remembers none. */
  readonly maxKeys: number;
  /** Told of each value whose key came before. */
  readonly onRepeat: (value: T) => void;
}

/** `distinct` in bounded memory: a key is forgotten after `maxKeys` to twice as many others. */
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

import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';

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
      let recent = new Set<string>();
      let older = new Set<string>();
      return source$.pipe(
        filter((value) => {
          const key = keyOf(value);
          if (recent.has(key) || older.has(key)) {
            onRepeat(value);
            return false;
          }
          if (recent.size >= maxKeys) [older, recent] = [recent, new Set()];
          if (maxKeys > 0) recent.add(key);
          return true;
        }),
      );
    });
}

import { useRef } from 'preact/hooks';
import { isAnswering } from '../live/answering.ts';

/**
 * Returns what a function returns, and while a click is being answered what it returned before: so what the reader has
 * clicked is on the screen before all that follows from it.
 */
export function useSettled<T>(read: () => T): T {
  const last = useRef<{ readonly value: T } | undefined>(undefined);
  if (!isAnswering.value || last.current === undefined) last.current = { value: read() };
  return last.current.value;
}

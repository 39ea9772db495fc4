/**
 * Rounds to 1 / `scale` as Python's `round` does: half to even, decided on the exact binary value. Valid for sizes up
 * to 1 and scales up to 10,000. Minus zero becomes zero.
 */
export function roundHalfEven(value: number, scale: number): number {
  const size = Math.abs(value);
  const below = Math.floor(size * scale);
  // The size rounds up if size * 2 * scale exceeds the odd number 2 * below + 1. Split into parts of 24 and 29 bits
  // the size is multiplied without rounding, so the comparison is exact.
  const high = Math.fround(size);
  const excess = high * (2 * scale) - (2 * below + 1);
  const rest = (high - size) * (2 * scale);
  const isUp = excess > rest || (excess === rest && below % 2 === 1);
  const rounded = (isUp ? below + 1 : below) / scale;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

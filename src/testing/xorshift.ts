/**
 * The number that follows another in Marsaglia's xorshift32, a 32-bit integer without a sign: the same
 * numbers in each test. No other follows 0.
 */
export function xorshift32(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next >>> 0;
}

import { describe, expect, it } from 'vitest';
import { keysOf } from '../../../src/cli/live/screen.ts';

describe('what a terminal sends', () => {
  it.each([
    ['q', ['q']],
    ['pp?', ['p', 'p', '?']],
    ['\u0003', ['\u0003']],
    ['\u001b', ['Escape']],
    ['\u001b[A\u001bOP\u001b[1;5C\u001b[5~', []],
    ['a\u001b[200~q\u001b[201~', ['a', 'q']],
    ['é🍕', ['é', '🍕']],
    ['', []],
  ])('%j is the keys %j', (sent, keys) => {
    expect(keysOf(sent)).toEqual(keys);
  });
});

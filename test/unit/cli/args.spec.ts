import { describe, expect, it } from 'vitest';
import { UndertoneError } from '../../../src/model/index.ts';
import { allKeys, readArgs } from '../../../src/cli/args.ts';

const own = { track: { type: 'string', multiple: true }, raw: { type: 'boolean' } } as const;
const read = (...argv: readonly string[]) => readArgs(argv, allKeys, own);

describe('a command line', () => {
  it('has options with values, of either spelling, flags and the rest', () => {
    expect(read('--port', '1', '--host=::', '--raw', 'file', '--track', 'a', '--track=b')).toMatchObject({
      said: { port: ['1'], host: ['::'] },
      own: { track: ['a', 'b'], raw: ['true'] },
      positionals: ['file'],
    });
  });

  it('may have values that begin with a dash, for they may be wrong in a way of their own', () => {
    expect(read('--port', '-1', '--track', '-pizza', '--track=-b', '--track=--c', '--track', '-')).toMatchObject({
      said: { port: ['-1'] },
      own: { track: ['-pizza', '-b', '--c', '-'] },
    });
  });

  it('ends its options with two dashes', () => {
    expect(read('--raw', '--', '--port', '-1').positionals).toEqual(['--port', '-1']);
  });

  it.each([
    [['--track'], /--track.* missing/],
    [
      ['--track', '--raw'],
      '--track needs a value, and --raw looks like an option: write --track=--raw if that is meant.',
    ],
    [['--track', '--port=1'], /--track needs a value, and --port=1 looks like/],
    [['--track', '--'], /--track needs a value/],
    [['--track', '--prot', '1'], /--track needs a value/],
    [['--prot', '1'], /Unknown option '--prot'/],
    [['-p'], /Unknown option '-p'/],
    [['--raw=1'], /--raw/],
    [['--__proto__', 'a'], /Unknown option '--__proto__'/],
  ])('is refused in one line: %j', (argv, sentence) => {
    const refused = (): unknown => read(...argv);
    expect(refused).toThrow(sentence);
    expect(refused).toThrow(UndertoneError);
    expect(refused).toThrow(/^[^\n]+$/);
  });
});

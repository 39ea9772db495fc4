import { describe, expect, it } from 'vitest';
import { UndertoneError } from '../../../src/model/index.ts';
import type { Args, CommandSpec } from '../../../src/cli/command.ts';
import { runProgram } from '../../../src/cli/program.ts';

const own = [
  { flags: '--track <query>', meaning: 'A query' },
  { flags: '--raw', meaning: 'As it stands' },
];

async function read(...argv: readonly string[]): Promise<Args> {
  const runs: Args[] = [];
  const run = (args: Args): Promise<number> => Promise.resolve(runs.push(args));
  const spec: CommandSpec = { operands: { usage: '[FILE]…', meaning: 'Files' }, own, keys: 'all', run };
  const commands = [{ name: 'go', summary: 'Go', load: () => Promise.resolve(spec) }];
  await runProgram(['go', ...argv], { version: '1.2.3', commands });
  const [args] = runs;
  if (args === undefined) throw new Error('The command has not run.');
  return args;
}

describe('a command line', () => {
  it('has options with values, of either spelling, flags and the rest', async () => {
    expect(await read('--port', '1', '--host=::', '--raw', 'file', '--track', 'a', '--track=b')).toMatchObject({
      values: { port: ['1'], host: ['::'], track: ['a', 'b'], raw: ['true'] },
      operands: ['file'],
    });
  });

  it('may have values that begin with a dash, which each option checks itself', async () => {
    expect(await read('--port', '-1', '--track', '-pizza', '--track=-b', '--track=--c', '--track', '-')).toMatchObject({
      values: { port: ['-1'], track: ['-pizza', '-b', '--c', '-'] },
    });
  });

  it.each([
    [['--x-share-text'], ['yes']],
    [['--x-share-text=no'], ['no']],
    [['--x-share-text', 'yes'], ['yes']],
    [['--x-share-text', '--raw'], ['yes']],
    [
      ['--x-share-text=1', '--x-share-text', 'false'],
      ['1', 'false'],
    ],
  ])('sets an option that is yes or no in every way: %j', async (argv, values) => {
    expect((await read(...argv)).values).toMatchObject({ xShareText: values });
  });

  it('names the configuration file', async () => {
    expect(await read('--config', 'a.json')).toMatchObject({ file: 'a.json', operands: [] });
  });

  it('ends its options with two dashes', async () => {
    expect((await read('--raw', '--', '--port', '-1')).operands).toEqual(['--port', '-1']);
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
    [['--prot', '1'], "Unknown option '--prot': did you mean --port?"],
    [['--max-sesions=1'], "Unknown option '--max-sesions': did you mean --max-sessions?"],
    [['--trak', 'a'], "Unknown option '--trak': did you mean --track?"],
    [['--elephant'], "Unknown option '--elephant': `undertone go --help` lists the options."],
    [['-p'], /Unknown option '-p'/],
    [['--raw=1'], /--raw/],
    [['--__proto__', 'a'], /Unknown option '--__proto__'/],
  ])('is refused in one line: %j', async (argv, sentence) => {
    const refused = read(...argv);
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.toThrow(UndertoneError);
    await expect(refused).rejects.toThrow(/^[^\n]+$/);
  });
});

describe('the name of a command', () => {
  const commands = ['serve', 'replay'].map((name) => {
    const load = (): Promise<CommandSpec> => Promise.reject(new Error('A command that was not named is loaded.'));
    return { name, summary: name, load };
  });

  it.each([
    [[], 'A command is missing: use serve, replay.'],
    [['srve'], "Unknown command 'srve': did you mean serve?"],
    [['repaly', 'FILE'], "Unknown command 'repaly': did you mean replay?"],
    [['elephant'], "Unknown command 'elephant': use serve, replay."],
    [['--prot', '1'], "Unknown option '--prot': `undertone --help` lists the options."],
  ])('is required, and refused where it is unknown: %j', async (argv, sentence) => {
    await expect(runProgram(argv, { version: '1.2.3', commands })).rejects.toThrow(sentence);
  });
});

import { Command, CommanderError } from 'commander';
import { UndertoneError } from '../model/index.ts';
import { argsOf, configure, type CommandSpec } from './command.ts';
import { createOutput } from './output.ts';

/** A command before it is loaded: what the list of commands shows. */
export interface CommandEntry {
  readonly name: string;
  /** A sentence on its purpose, without the full stop. */
  readonly summary: string;
  readonly load: () => Promise<CommandSpec>;
}

export interface ProgramOptions {
  readonly version: string;
  readonly commands: readonly CommandEntry[];
}

/**
 * Runs the command that a command line names, which alone is loaded.
 * @returns the exit code.
 * @throws UndertoneError `bad_option` with one sentence when the command line can't be used.
 */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<number> {
  const names = options.commands.map(({ name }) => name);
  if (argv.length === 0) throw new UndertoneError('bad_option', `A command is missing: use ${names.join(', ')}.`);
  let code = 0;
  const program = createProgram(options);
  const chosen = argv.find((word) => names.includes(word));
  const entry = options.commands.find(({ name }) => name === chosen);
  if (entry !== undefined) {
    const spec = await entry.load();
    const command = describedCommand(program, entry);
    await configure(command, spec);
    refuseLostValues(argv, command);
    command.action(async () => {
      code = await spec.run(argsOf(command));
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and the version end the program in order.
    if (error.exitCode === 0) return 0;
    throw new UndertoneError('bad_option', sentenceOf(error, entry?.name, names), { cause: error });
  }
  return code;
}

function createProgram({ version, commands }: ProgramOptions): Command {
  const program = new Command('undertone')
    .description('Undertone tracks the sentiment of any topic, live.')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: print, outputError: () => undefined });
  for (const { name, summary } of commands) program.command(name).summary(summary).description(`${summary}.`);
  return program;
}

/** Prints help or the version, which end with a line break. */
function print(text: string): void {
  const output = createOutput();
  for (const line of text.replace(/\n$/, '').split('\n')) output.line(line);
}

function describedCommand(program: Command, { name }: CommandEntry): Command {
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined) throw new Error(`The command ${name} is not declared.`);
  return command;
}

/**
 * Refuses an option whose value looks like another option, which commander would accept: `--track --json` is more often
 * a forgotten value than one that begins with dashes.
 */
function refuseLostValues(argv: readonly string[], command: Command): void {
  const valued = new Set(command.options.flatMap(({ required, long }) => (required && long != null ? [long] : [])));
  const words = argv.values();
  for (const word of words) {
    if (word === '--') return;
    const value = valued.has(word) ? words.next().value : undefined;
    if (value?.startsWith('--') !== true) continue;
    const meant = `write ${word}=${value} if that is meant`;
    throw new UndertoneError('bad_option', `${word} needs a value, and ${value} looks like an option: ${meant}.`);
  }
}

/** Makes one sentence of commander's message, which may have a suggestion on a second line. */
function sentenceOf({ code, message }: CommanderError, command: string | undefined, names: readonly string[]): string {
  const [first = '', suggestion = ''] = message
    .replace(/^error: (unknown option '--[^'=]+)=[^']*'/, "$1'")
    .replace(/^error: /, '')
    .split(/\n(?=\(Did you mean )/);
  const [, nearest] = /^\(Did you mean (.*)\?\)$/.exec(suggestion) ?? [];
  const fault = `${first.charAt(0).toUpperCase()}${first.slice(1)}`.replace(/\.$/, '');
  if (nearest !== undefined) return `${fault}: did you mean ${nearest}?`;
  if (code === 'commander.unknownCommand') return `${fault}: use ${names.join(', ')}.`;
  if (code !== 'commander.unknownOption') return `${fault}.`;
  return `${fault}: \`undertone ${command === undefined ? '' : `${command} `}--help\` lists the options.`;
}

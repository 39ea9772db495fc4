import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import type { OptionKey, RawValues } from '../app/config/index.ts';
import { UndertoneError } from '../model/index.ts';

/** An option that only one command has. */
export interface OwnOption {
  /** In commander's form: `--track <query>` takes a value, `--json` none. */
  readonly flags: string;
  readonly meaning: string;
  readonly default?: string;
  readonly unit?: string;
  /** An environment variable that stands in for it. */
  readonly variable?: string;
}

/** The words of a command line that are no options. */
export interface Operands {
  /** As in `FILE` or `[TEXT]…`. */
  readonly usage: string;
  readonly meaning: string;
}

/** A command line as a command gets it. */
export interface Args {
  /** The values of each option that was given, by its name in camel case; one without a value has `true`. */
  readonly values: RawValues;
  /** The path of the configuration file. */
  readonly file: string | undefined;
  readonly operands: readonly string[];
}

/** A command: what it takes, and what it does. */
export interface CommandSpec {
  readonly operands?: Operands;
  readonly own?: readonly OwnOption[];
  /** The options of the configuration that it takes. Default none. */
  readonly keys?: readonly OptionKey[] | 'all';
  /** A line below the options in the help. */
  readonly note?: string;
  /** Resolves with the exit code. */
  readonly run: (args: Args) => Promise<number>;
}

/** Adds to a command what it takes, so that commander can parse and explain it. */
export async function configure(command: Command, { operands, own = [], keys, note }: CommandSpec): Promise<void> {
  command.usage(operands === undefined ? '[options]' : `[options] ${operands.usage}`).allowExcessArguments();
  if (operands !== undefined) command.addArgument(operandOf(operands));
  if (note !== undefined) command.addHelpText('after', `\n${note}`);
  for (const { flags, meaning, ...details } of own) {
    const isFlag = !flags.includes('<');
    command.addOption(createOption(flags, describe(meaning, isFlag ? { default: 'no' } : details)));
  }
  if (keys === undefined) return;
  // The configuration imports a schema library, which commands without it need not wait for.
  const { docOf, flagOf, optionKeys, variableOf } = await import('../app/config/index.ts');
  command.optionsGroup('Options that environment variables, or the file of --config, can set too:');
  for (const key of keys === 'all' ? optionKeys : keys) {
    const { meaning, isFlag, default: value, unit } = docOf(key);
    const description = describe(meaning, { default: value === '' ? 'empty' : value, unit, variable: variableOf(key) });
    const flags = `--${flagOf(key)} ${isFlag ? '[yes|no]' : '<value>'}`;
    command.addOption(createOption(flags, description));
  }
  const fileDescription = describe('A JSON file of options by their keys', { variable: 'UNDERTONE_CONFIG' });
  command.addOption(createOption('--config <file>', fileDescription));
}

/** Any number of words is accepted here, since commands say themselves, and better, how many they expect. */
function operandOf({ usage, meaning }: Operands): Argument {
  return new Argument(`[${usage.replaceAll(/[^A-Z]/g, '')}...]`, meaning);
}

/** Creates an option that keeps each of its values; one whose value is optional means yes without it. */
function createOption(flags: string, description: string): Option {
  const option = new Option(flags, description);
  if (!option.required && !option.optional) return option;
  if (option.optional) option.preset('yes');
  return option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
}

type Details = Omit<OwnOption, 'flags' | 'meaning'>;

function describe(meaning: string, { default: value = '', unit = '', variable }: Details): string {
  const parts = [
    ...(value === '' ? [] : [`default: ${value}`]),
    ...(unit === '' ? [] : [`unit: ${unit}`]),
    ...(variable === undefined ? [] : [`env: ${variable}`]),
  ];
  return parts.length === 0 ? meaning : `${meaning} (${parts.join('; ')})`;
}

/** Returns what commander has parsed. */
export function argsOf(command: Command): Args {
  const parsed = Object.entries(command.opts<Readonly<Record<string, unknown>>>());
  const values: RawValues = Object.fromEntries(parsed.map(([name, value]) => [name, [value].flat().map(String)]));
  return { values, file: values['config']?.at(-1), operands: command.args };
}

/**
 * Returns the only operand.
 * @throws UndertoneError `bad_option` with a sentence that says what was expected.
 */
export function onlyOperand(operands: readonly string[], expected: string): string {
  const [first, ...rest] = operands;
  if (first !== undefined && rest.length === 0) return first;
  throw new UndertoneError('bad_option', `Expected ${expected}, and got ${operands.length} arguments.`);
}

/** @throws UndertoneError `bad_option` when there is an operand. */
export function noOperands(operands: readonly string[]): void {
  if (operands[0] === undefined) return;
  throw new UndertoneError('bad_option', `\`${operands[0]}\` is not an option: options begin with --.`);
}

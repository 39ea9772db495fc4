import { flagOf, optionKeys, variableOf } from '../app/config.ts';
import { options } from '../app/options.ts';
import { noPositionals, readArgs } from './args.ts';
import { createOutput } from './output.ts';

const ownFlags = { json: { type: 'boolean' }, markdown: { type: 'boolean' } } as const;

/** Lists every option: as a table for a terminal, as Markdown for the README, or as JSON. */
export function config(argv: readonly string[]): Promise<number> {
  const { own, positionals } = readArgs(argv, [], ownFlags);
  noPositionals(positionals);
  const rows: Row[] = optionKeys.map((key) => {
    const { default: value, unit, meaning } = options[key];
    return { flag: `--${flagOf(key)}`, variable: variableOf(key), key, default: value, unit, meaning };
  });
  rows.push(fileRow);
  const { line } = createOutput();
  if (own['json'] !== undefined) line(JSON.stringify(rows));
  else line(own['markdown'] === undefined ? table(rows) : markdown(rows));
  return Promise.resolve(0);
}

type Row = Readonly<Record<'flag' | 'variable' | 'key' | 'default' | 'unit' | 'meaning', string>>;

const header: Row = {
  flag: 'FLAG',
  variable: 'VARIABLE',
  key: 'KEY',
  default: 'DEFAULT',
  unit: 'UNIT',
  meaning: 'MEANING',
};

// The file that the other options may stand in is the one that cannot stand in it.
const fileRow: Row = {
  flag: '--config',
  variable: 'UNDERTONE_CONFIG',
  key: '',
  default: '',
  unit: '',
  meaning: 'A JSON file with options by their key',
};

function table(rows: readonly Row[]): string {
  const columns = ['flag', 'variable', 'key', 'default', 'unit', 'meaning'] as const;
  const widths = columns.map((name) => Math.max(...[header, ...rows].map((row) => row[name].length)));
  const lines = [header, ...rows].map((row) => columns.map((name, at) => row[name].padEnd(widths[at] ?? 0)));
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n');
}

function markdown(rows: readonly Row[]): string {
  const lines = rows.map(({ flag, default: value, unit, meaning }) => {
    return `| \`${flag}\` | ${value === '' ? '' : `\`${value}\``} | ${unit} | ${meaning} |`;
  });
  return ['| option | default | unit | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

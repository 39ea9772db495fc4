import { configJsonSchema, optionRows, type OptionRow } from '../app/config/index.ts';
import { noOperands, type CommandSpec } from './command.ts';
import { createOutput } from './output.ts';

/** Lists every option: as a table for a terminal, as JSON, as Markdown, or as the JSON Schema of the file. */
export const config: CommandSpec = {
  own: [
    { flags: '--json', meaning: 'Print the table as a JSON array' },
    { flags: '--markdown', meaning: 'Print the table as Markdown, with the defaults of a usual machine' },
    { flags: '--schema', meaning: 'Print the JSON Schema of the file that --config reads' },
  ],
  run: ({ values, operands }) => {
    noOperands(operands);
    const output = createOutput();
    for (const line of contentFor(values).split('\n')) output.line(line);
    return Promise.resolve(0);
  },
};

function contentFor(values: Readonly<Partial<Record<string, unknown>>>): string {
  if (values['schema'] !== undefined) return JSON.stringify(configJsonSchema(), null, 2);
  if (values['json'] !== undefined) return JSON.stringify(optionRows({ isUsual: false }));
  return values['markdown'] === undefined ? table(optionRows({ isUsual: false })) : markdown();
}

const columns = ['flag', 'variable', 'key', 'default', 'unit', 'meaning'] as const;

function table(rows: readonly OptionRow[]): string {
  const cells = [columns.map((name) => name.toUpperCase()), ...rows.map((row) => columns.map((name) => row[name]))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function markdown(): string {
  const lines = optionRows({ isUsual: true }).map(({ flag, default: value, unit, meaning }) => {
    return `| \`${flag}\` | ${value === '' ? '' : `\`${value}\``} | ${unit} | ${meaning} |`;
  });
  return `${introduction}\n\n${['| option | default | unit | meaning |', '|---|---|---|---|', ...lines].join('\n')}`;
}

const introduction = `# Options

Every option has a flag, an environment variable and a key in the JSON file of \`--config\`, in that order of precedence:
\`--idle-grace 10s\`, \`UNDERTONE_IDLE_GRACE=10s\`, \`{"idleGrace":"10s"}\`. An option that may be repeated takes a list in the
file, and values separated by commas in its variable. \`--x-share-text\` and \`--x-share-text=no\` switch an option that is
yes or no. An option that guards the server, such as \`--token\` or \`--cert\`, may be left out, but an empty value is an
error. A duration is \`500ms\`, \`30s\`, \`5m\`, \`24h\` or \`7d\`; a bare number is seconds. \`CERTFILE\` and \`KEYFILE\`
also set \`--cert\` and \`--key\`. The default data folder is the platform's; the table shows that of Linux.

\`undertone config\` prints this table for your machine, \`undertone config --schema\` the JSON Schema of the file, for
editors. \`undertone check-config\` validates a configuration without starting. This file is the output of
\`undertone config --markdown\`.`;

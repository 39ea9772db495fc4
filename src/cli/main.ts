#!/usr/bin/env node
import { sentenceOf, UndertoneError } from '../model/index.ts';

/** A command: takes its arguments, resolves with the exit code. */
type Command = (argv: readonly string[]) => Promise<number>;

const commands: Readonly<Record<string, { readonly usage: string; readonly load: () => Promise<Command> }>> = {
  serve: {
    usage: 'serve [--port 8000] [--source S]… …         run the server',
    load: async () => (await import('./serve.ts')).serve,
  },
  replay: {
    usage: 'replay FILE --track Q… [--speed max|N]      run the graph over an NDJSON file',
    load: async () => (await import('./replay.ts')).replay,
  },
  score: {
    usage: 'score [TEXT]… [--json] [--raw] [--ndjson]   score the arguments, or stdin line by line',
    load: async () => (await import('./score.ts')).score,
  },
  track: {
    usage: 'track QUERY [--url U] [--token T]           watch a query of a running server, live',
    load: async () => (await import('./track.ts')).track,
  },
  config: {
    usage: 'config                                      list every option',
    load: async () => (await import('./config.ts')).config,
  },
  'check-config': {
    usage: 'check-config [--config FILE] …              validate the configuration without starting',
    load: async () => (await import('./check-config.ts')).checkConfig,
  },
};

const usage = `Undertone tracks the sentiment of any topic, live.

Usage: undertone COMMAND …

${Object.values(commands)
  .map((command) => `  ${command.usage}`)
  .join('\n')}
`;

async function main([name, ...argv]: readonly string[]): Promise<number> {
  if (name === '--help' || name === 'help' || argv.includes('--help')) {
    process.stdout.write(usage);
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const said = name === undefined ? 'A command is missing' : `\`${name}\` is no command`;
    throw new UndertoneError('bad_option', `${said}: use ${Object.keys(commands).join(', ')}.`);
  }
  return (await command.load())(argv);
}

const usersFault = new Set(['bad_option', 'bad_query', 'bad_input']);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`undertone: ${sentenceOf(error)}\n`);
  process.exitCode = error instanceof UndertoneError && usersFault.has(error.code) ? 2 : 1;
}

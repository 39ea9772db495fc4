import { version } from '../app/identity.ts';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { printNotice } from './output.ts';
import { runProgram, type CommandEntry } from './program.ts';

const commands: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'Run the server',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'replay',
    summary: 'Run the graph over an NDJSON file of posts and print its results',
    load: async () => (await import('./replay.ts')).replay,
  },
  {
    name: 'score',
    summary: 'Score the arguments, or stdin line by line',
    load: async () => (await import('./score.ts')).score,
  },
  {
    name: 'track',
    summary: 'Watch a query of a running server, live',
    load: async () => (await import('./track.ts')).track,
  },
  {
    name: 'mcp',
    summary: 'Answer assistants about a running server, by the Model Context Protocol on stdio',
    load: async () => (await import('./mcp.ts')).mcp,
  },
  {
    name: 'alerts',
    summary: 'Send a test of an alert to its destinations',
    load: async () => (await import('./alerts.ts')).alerts,
  },
  {
    name: 'config',
    summary: 'List every option with its flag, environment variable, default, unit and meaning',
    load: async () => (await import('./config.ts')).config,
  },
  {
    name: 'check-config',
    summary: 'Validate the configuration without starting',
    load: async () => (await import('./check-config.ts')).checkConfig,
  },
];

/** The codes of errors that the caller can mend. */
const usageErrors = new Set(['bad_option', 'bad_query', 'bad_input']);

try {
  process.exitCode = await runProgram(process.argv.slice(2), { version, commands });
} catch (error) {
  printNotice(sentenceOf(error));
  process.exitCode = error instanceof UndertoneError && usageErrors.has(error.code) ? 2 : 1;
}

import { Readable, Writable } from 'node:stream';
import { isRecord, isStringList } from '../../src/model/index.ts';

/*
 * A process that runs command lines of the program one after the other, by the program's own top module, with standard
 * streams of their own. The modules below that one are loaded once.
 */
const commands = new URL('../../src/cli/commands.ts', import.meta.url).href;
let runs = 0;
let last: Promise<void> = Promise.resolve();

process.on('message', (message) => {
  last = last.then(() => run(message));
});
// `serve` ends its process a while after it has ended itself.
replace('exit', (code: number | undefined) => {
  process.exitCode = code ?? process.exitCode;
});

async function run(message: unknown): Promise<void> {
  if (!isRecord(message) || !isStringList(message['args'])) throw new Error('This is no command line.');
  const active = process.getActiveResourcesInfo().length;
  const [stdout, stderr] = [new Written(), new Written()];
  replace('stdin', Readable.from([Buffer.from(String(message['input']))]));
  replace('stdout', stdout);
  replace('stderr', stderr);
  process.argv.splice(2, Infinity, ...message['args']);
  process.exitCode = undefined;
  runs += 1;
  await import(`${commands}?run=${runs}`);
  // A command that leaves something active would not let its own process end either.
  while (process.getActiveResourcesInfo().length > active)
    await new Promise((resolve) => setTimeout(resolve, 5).unref());
  process.send?.({ code: process.exitCode, stdout: stdout.text, stderr: stderr.text });
  process.exitCode = undefined;
}

function replace(name: 'stdin' | 'stdout' | 'stderr' | 'exit', value: unknown): void {
  Object.defineProperty(process, name, { value, configurable: true });
}

/** Keeps what a command writes. */
class Written extends Writable {
  text = '';

  override _write(chunk: unknown, _encoding: unknown, written: () => void): void {
    this.text += String(chunk);
    written();
  }
}

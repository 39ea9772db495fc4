import { escapeControls, escapeJson } from '../text/escape-controls.ts';

export interface LineFormatOptions {
  readonly isTerminal: boolean;
}

/**
 * Returns how a line of the log is written: as it is, or as prose for a terminal. A sentence may quote what an upstream
 * or a client sent, so what would control a terminal is escaped in both: logs are read in terminals later, too.
 *
 * @example (await createLineFormat({ isTerminal: false }))('{"msg":"\u009b2J"}\n') // String.raw`{"msg":"\u009b2J"}` and a line break
 */
export async function createLineFormat({ isTerminal }: LineFormatOptions): Promise<(line: string) => string> {
  if (!isTerminal) return (line) => `${escapeJson(line.trimEnd())}\n`;
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({ ignore: 'pid,hostname' });
  const escape = (_: string, value: unknown): unknown => (typeof value === 'string' ? escapeControls(value) : value);
  return (line) => pretty(JSON.stringify(JSON.parse(line, escape)));
}

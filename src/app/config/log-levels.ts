import { invalid } from './kinds.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The parts of the program that log. */
export const logModules = ['app', 'sources', 'scoring', 'delivery', 'store', 'http', 'alerts'] as const;
export type LogModule = (typeof logModules)[number];

/** The lowest level that each module logs. */
export type LogLevels = Readonly<Record<LogModule, LogLevel>>;

/**
 * Parses levels: `info`, or `info,store=debug,sources=warn`. Of two for the same the last counts.
 * @throws UndertoneError `bad_option`, the end of a sentence.
 */
export function parseLogLevels(raw: string): LogLevels {
  const words = raw.split(',').map((word) => word.trim());
  const all = words.filter((word) => !word.includes('=')).map(levelOf);
  const base = all.at(-1) ?? 'info';
  const own = words
    .filter((word) => word.includes('='))
    .map((word) => {
      const [module = '', level = ''] = word.split('=').map((part) => part.trim());
      return [moduleOf(module), levelOf(level)] as const;
    });
  const levels = { app: base, sources: base, scoring: base, delivery: base, store: base, http: base, alerts: base };
  for (const [module, level] of own) levels[module] = level;
  return levels;
}

function levelOf(raw: string): LogLevel {
  const level = logLevels.find((each) => each === raw);
  if (level === undefined) throw invalid(`must be one of ${logLevels.join(', ')}, not \`${raw}\``);
  return level;
}

function moduleOf(raw: string): LogModule {
  const module = logModules.find((each) => each === raw);
  if (module === undefined) throw invalid(`can be set for ${logModules.join(', ')}, not for \`${raw}\``);
  return module;
}

import { misread } from './option.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The parts of the program that log. */
export const logModules = ['app', 'sources', 'scoring', 'delivery', 'store', 'http'] as const;
export type LogModule = (typeof logModules)[number];

/** The least level that each module logs. */
export type LogLevels = Readonly<Record<LogModule, LogLevel>>;

/**
 * Levels as they are said: `info`, or `info,store=debug,sources=warn`. Of two for the same the last counts.
 * @throws UndertoneError `bad_option`, the end of a sentence.
 */
export function parseLogLevels(said: string): LogLevels {
  const words = said.split(',').map((word) => word.trim());
  const all = words.filter((word) => !word.includes('=')).map(levelOf);
  const base = all.at(-1) ?? 'info';
  const own = words
    .filter((word) => word.includes('='))
    .map((word) => {
      const [module = '', level = ''] = word.split('=').map((part) => part.trim());
      return [moduleOf(module), levelOf(level)] as const;
    });
  const levels = { app: base, sources: base, scoring: base, delivery: base, store: base, http: base };
  for (const [module, level] of own) levels[module] = level;
  return levels;
}

function levelOf(said: string): LogLevel {
  const level = logLevels.find((each) => each === said);
  if (level === undefined) throw misread(`must be one of ${logLevels.join(', ')}, not \`${said}\``);
  return level;
}

function moduleOf(said: string): LogModule {
  const module = logModules.find((each) => each === said);
  if (module === undefined) throw misread(`can be set for ${logModules.join(', ')}, not for \`${said}\``);
  return module;
}

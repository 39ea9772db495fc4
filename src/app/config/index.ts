/**
 * The configuration: every option in one schema, and what is made from it.
 *
 * Owns the names, types, defaults, units and meanings of the options. Promises that a flag precedes its environment
 * variable, that the configuration file, and that the default; that whatever is wrong is one sentence which names it.
 */
export { parseLogLevels, logModules, type LogModule } from './log-levels.ts';
export { configJsonSchema, docOf, flagOf, optionKeys, optionRows, variableOf, type OptionRow } from './options.ts';
export { resolveConfig, type RawValues } from './resolve.ts';
export type { Config, OptionKey } from './schema.ts';

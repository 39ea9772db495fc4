import { z } from 'zod';
import { optionDocs, type OptionDoc } from './kinds.ts';
import { configSchema, type OptionKey } from './schema.ts';

/** The keys of all options, in the order of the schema. */
export const optionKeys: readonly OptionKey[] = Object.keys(configSchema.shape).filter(isOptionKey);

export function isOptionKey(key: string): key is OptionKey {
  return Object.hasOwn(configSchema.shape, key);
}

/** @example flagOf('idleGrace') // 'idle-grace' */
export const flagOf = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** @example variableOf('idleGrace') // 'UNDERTONE_IDLE_GRACE' */
export const variableOf = (key: string): string => `UNDERTONE_${flagOf(key).replaceAll('-', '_').toUpperCase()}`;

/** Returns the documentation of an option. */
export function docOf(key: OptionKey): OptionDoc {
  const doc = optionDocs.get(configSchema.shape[key]);
  if (doc === undefined) throw new Error(`The option ${key} has no documentation.`);
  return doc;
}

/** An option as a row of a table. */
export type OptionRow = Readonly<Record<'flag' | 'variable' | 'key' | 'default' | 'unit' | 'meaning', string>>;

/** Returns a row for each option; `isUsual` prefers the usual defaults to those of this machine. */
export function optionRows({ isUsual }: { readonly isUsual: boolean }): readonly OptionRow[] {
  const rows = optionKeys.map((key): OptionRow => {
    const { default: value, usualDefault, unit, meaning } = docOf(key);
    const shown = isUsual ? (usualDefault ?? value) : value;
    return { flag: `--${flagOf(key)}`, variable: variableOf(key), key, default: shown, unit, meaning };
  });
  return [...rows, fileRow];
}

/** The file that may hold the other options can't be named in itself. */
const fileRow: OptionRow = {
  flag: '--config',
  variable: 'UNDERTONE_CONFIG',
  key: '',
  default: '',
  unit: '',
  meaning: 'A JSON file of options by their keys',
};

/** Returns the JSON Schema of a configuration file, for editors. */
export function configJsonSchema(): object {
  const { properties, ...schema } = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const doc = optionDocs.get(zodSchema);
      if (doc === undefined) return;
      jsonSchema.description = doc.unit === '' ? `${doc.meaning}.` : `${doc.meaning} (${doc.unit}).`;
      // The default of one machine is wrong on another.
      if (doc.usualDefault !== undefined) delete jsonSchema.default;
    },
  });
  return { ...schema, title: 'Undertone configuration', properties: { $schema: { type: 'string' }, ...properties } };
}

/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns whether a value is a JSON object, as opposed to null, an array or a scalar. */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns whether a value is a string. */
export const isString = (value: unknown): value is string => typeof value === 'string';

/** Returns whether a value is an array of strings. */
export const isStringList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isString);

/** Returns a field where it is a string with at least one character; undefined otherwise. */
export function stringField(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  return isString(value) && value !== '' ? value : undefined;
}

/** Returns the objects of a value that should be a list of them; none where it is no list. */
export const recordList = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** Returns a value as JSON text; undefined when it is nested too deeply to be serialised. */
export function writeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Returns the value of a JSON text; undefined, which JSON does not have, when the text is not valid JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

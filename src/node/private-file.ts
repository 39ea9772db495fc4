import { closeSync, openSync } from 'node:fs';

/**
 * Creates an empty file for its owner alone. Does nothing where the file exists, or where it can't be created: whoever
 * opens it next has a better error.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o600));
  } catch {
    // See above.
  }
}

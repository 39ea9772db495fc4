import { UndertoneError } from '../model/index.ts';

/** The oldest major version of Node that has all that a server uses; `engines` of package.json says the same. */
const oldest = 24;

/**
 * Refuses a Node that is too old to run a server: npm only warns of it, and the failure would come later and elsewhere.
 * @throws UndertoneError `bad_option` with a sentence that names both versions.
 */
export function refuseOldNode(version: string): void {
  if (Number.parseInt(version, 10) >= oldest) return;
  throw new UndertoneError('bad_option', `A server needs Node ${oldest} or newer; this is Node ${version}.`);
}

import nodeModule from 'node:module';
import { join } from 'node:path';
import { folders } from './folders.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Keeps compiled code on disk, for this process and its threads, so that the next start need not compile it (and in a
 * checkout not strip its types). Applies to modules that are loaded from now on. Where no folder can be made, or where
 * the user has said by Node's own variables what to do, it does nothing.
 */
export function keepCompiledCode(): void {
  // An old Node is refused later, with a sentence.
  if (!('enableCompileCache' in nodeModule)) return;
  const { env } = process;
  if (env['NODE_COMPILE_CACHE'] !== undefined || env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return;
  const folder = join(folders.cache, 'code');
  try {
    // Node itself would never come back from where no folder can be made.
    makeFolder(folder);
  } catch {
    return;
  }
  nodeModule.enableCompileCache(folder);
  // Threads read it.
  env['NODE_COMPILE_CACHE'] = folder;
}

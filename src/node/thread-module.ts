import { setFlagsFromString } from 'node:v8';

/**
 * The address of the module that a thread runs. It stands beside its creator, and is what that is: TypeScript in a
 * checkout, JavaScript in the published package. For threads of the former it sets a flag of V8, for the whole process.
 */
export function threadModule(name: string, creator: string): URL {
  const extension = creator.slice(creator.lastIndexOf('.'));
  if (extension === '.ts') keepFirstWrappers();
  return new URL(`./${name}${extension}`, creator);
}

/**
 * Node strips types by WebAssembly. After a thousand calls out of it, V8 replaces the code that makes them, which all
 * threads of a process share, and it may free what belongs to a thread that has ended: one start of a thread in some
 * thousands ended the process with a SIGSEGV in `TierUpWasmToJSWrapper` (Node 24.21). So they are never replaced.
 */
function keepFirstWrappers(): void {
  setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');
}

/**
 * The bound of a thread's garbage: what a thread makes is gone with its call, but it would let 128 MiB of it gather while
 * it is busy.
 */
export const threadMemory = { maxYoungGenerationSizeMb: 24 } as const;

import nodeModule from 'node:module';

/**
 * Writes the code that this thread has compiled so far, if it is kept. Node does so at the end of a program, which a
 * thread that is terminated and a process that is killed do not see.
 */
export function saveCompiledCode(): void {
  nodeModule.flushCompileCache();
}

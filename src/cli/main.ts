#!/usr/bin/env node
import { keepCompiledCode } from '../node/compile-cache.ts';

// All other code is loaded after it, and so is kept.
keepCompiledCode();
await import('./commands.ts');

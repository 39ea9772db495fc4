/// <reference types="node" preserve="true" />
/**
 * Testing: what the author of a source needs to test it, exported as `undertone/testing`.
 *
 * Owns the conformance suite of sources. Knows no test runner: `describe`, `it` and `expect` are arguments.
 */
export { describeSource } from './describe-source.ts';
export { createFastTime, type FastTime } from './fast-time.ts';
export type { Refusal, SourceHarness, TestRunner } from './source-behaviours.ts';
export { eventually, SourceListener } from './source-listener.ts';
export { createTestSource, type TestSourceOptions } from './test-source.ts';

/**
 * The parts that fill the ports of `createGraph`, for programs that compose a system of their own.
 */
export * from '../../delivery/index.ts';
export * from '../../graph/operators/index.ts';
export * from '../../scoring/index.ts';
export * from '../../sources/index.ts';
export * from '../../store/index.ts';

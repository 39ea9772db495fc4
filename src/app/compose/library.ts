/**
 * The parts that fill the ports of `createGraph`, for programs that compose a system of their own.
 */
export { createDelivery, deliver, type DeliveryOptions, type DeliveryServer } from '../../delivery/index.ts';
export * from '../../graph/operators/index.ts';
export {
  createCustomScorer,
  createInlineScorer,
  createPool,
  type CustomScorerOptions,
  type Pool,
  type PoolOptions,
  type ScorerDefinition,
  type TextRequest,
  type TextScore,
  type TextScorer,
} from '../../scoring/index.ts';
export * from '../../sources/index.ts';
export { createStore, type Archive, type StoreOptions, type StoreSpec } from '../../store/index.ts';

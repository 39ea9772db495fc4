/**
 * Delivery: clients as sessions of the graph, and the graph's results on their way to them.
 *
 * Owns the sockets, the outbox in front of each, and the check of who may connect. A slow, hostile or vanished client
 * costs the others nothing, and each result routed to a session is accounted for. Posts are encoded, never interpreted.
 */
export type { CapacityOptions, CapacityRefusal } from './capacity.ts';
export { deliver, type DeliveredSession } from './deliver.ts';
export { createHostCheck, parseAllowedHost } from './hosts.ts';
export type { AllowedHost, HostCheck, HostCheckOptions } from './hosts.ts';
export { createOriginCheck, isLoopbackHost, parseAllowedOrigin } from './origins.ts';
export type { AllowedOrigin, OriginCheck, OriginCheckOptions, OriginHeaders } from './origins.ts';
export type { OutboxOptions, QueueLength } from './outbox.ts';
export { refuseUpgrade } from './refuse-upgrade.ts';
export { createDelivery } from './server.ts';
export type { DeliveryOptions, DeliveryServer, RefusalReason } from './server.ts';
export type { ClientSession, SessionLimits, TrackRefusal } from './session.ts';
export type { SessionTotals } from './sessions.ts';
export type { UsageOptions, UsageRefusal, UsedBudget } from './usage.ts';
export type { V1Options } from './v1/options.ts';

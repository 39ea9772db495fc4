/**
 * Delivery: clients as sessions of the graph, and results on their way to them.
 *
 * Owns sockets, the queue in front of each, and who may connect. Promises that a slow, hostile or vanished client costs
 * no other anything, and that each result routed to a session is accounted for. Never looks at posts beyond encoding.
 */
export { deliver } from './deliver.ts';
export { foreignOrigin, isOriginAllowed } from './origins.ts';
export { refuseUpgrade } from './refuse-upgrade.ts';
export { createDelivery } from './server.ts';
export type { DeliveryOptions, DeliveryServer, RefusalReason } from './server.ts';
export type { ClientSession, SessionLimits } from './session.ts';
export type { Survey } from './survey.ts';

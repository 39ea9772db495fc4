/**
 * Node's `http`. To import from it by its name would read all of its exports, of which `WebSocket` loads Undici: a
 * twentieth of the work of a start, for nothing that is used.
 */
export const {
  Agent: HttpAgent,
  createServer,
  request: requestHttp,
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
} = process.getBuiltinModule('node:http');

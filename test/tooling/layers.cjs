/** The layers and the dependencies of src/README.md, as rules for dependency-cruiser. */

const pure = '^src/(text|query|sentiment|window|protocol|budget)/';
const edges = ['sources', 'scoring', 'delivery', 'store', 'http', 'alerts', 'cluster'];

/** What an edge may import. */
const toGraph = ['^src/(model|node)/', pure, '^src/graph/(ports|index)\\.ts$', '^src/graph/operators/'];

/** The connection to NATS, for the edges that have one. */
const toNats = '^src/nats/index\\.ts$';

/** What a room may import inside src, besides itself. Everything not listed is forbidden. */
const mayImport = {
  model: [],
  node: [],
  nats: ['^src/model/'],
  budget: ['^src/model/'],
  text: ['^src/model/'],
  query: ['^src/(model|text)/'],
  sentiment: ['^src/(model|text)/'],
  window: ['^src/(model|text)/'],
  protocol: ['^src/(model|query|text)/'],
  graph: ['^src/model/', pure],
  ...Object.fromEntries(edges.map((room) => [room, toGraph])),
  sources: [...toGraph, toNats],
  cluster: [...toGraph, toNats],
  app: ['^src/(?!cli/|web/)'],
  cli: ['^src/(?!web/)'],
  client: ['^src/(model|protocol)/'],
  web: ['^src/(client|model|protocol|query|text|window|sentiment)/'],
};

/** Each npm dependency has one door. */
const doors = {
  ws: '^src/(delivery/(server|connection)|sources/net/web-socket)\\.ts$',
  'eventsource-parser': '^src/sources/net/sse\\.ts$',
  '@noble/curves': '^src/sources/nostr/note\\.ts$',
  'markdown-it': '^src/sources/lemmy/markdown\\.ts$',
  htmlparser2: '^src/sources/(html|rss/xml-feed)\\.ts$',
  piscina: '^src/(scoring/pool|store/thread)\\.ts$',
  kysely: '^src/store/',
  pg: '^src/store/postgres\\.ts$',
  'twitter-api-v2': '^src/sources/x/twitter-api\\.ts$',
  'vader-sentiment': '^src/sentiment/(vader-package|lexicon)\\.ts$',
  'emoji.json': '^src/sentiment/emoji-descriptions\\.ts$',
  stopword: '^src/text/stopwords\\.ts$',
  preact: '^src/web/',
  '@preact/signals': '^src/web/',
  uplot: '^src/web/',
  hono: '^src/http/',
  '@hono/zod-openapi': '^src/http/',
  '@hono/node-server': '^src/http/',
  pino: '^src/app/observe\\.ts$',
  'string-width': '^src/cli/live/cells\\.ts$',
  commander: '^src/cli/',
  '@modelcontextprotocol/server': '^src/cli/mcp/',
  'env-paths': '^src/node/folders\\.ts$',
  'prom-client': '^src/app/metrics/meter\\.ts$',
  '@nats-io/transport-node': '^src/(nats/|cluster/(nats|nats-log|asks)\\.ts$)',
  '@nats-io/jetstream': '^src/(nats/|cluster/(nats|nats-log|streams|interest-bucket)\\.ts$)',
  '@nats-io/kv': '^src/cluster/interest-bucket\\.ts$',
  nodemailer: '^src/alerts/mail\\.ts$',
  'pino-pretty': '^src/app/log-format\\.ts$',
};

const layer = ([room, allowed]) => ({
  name: `layer-${room}`,
  severity: 'error',
  comment: `${room}/ may import inside src: ${allowed.length > 0 ? allowed.join(', ') : 'nothing'}`,
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [`^src/${room}/`, ...allowed] },
});

const door = ([dependency, path]) => ({
  name: `one-door-${dependency.replace(/[@/.]/g, '-')}`,
  severity: 'error',
  comment: `${dependency} is imported by ${path} only`,
  from: { path: '^src/', pathNot: path },
  to: { path: `^node_modules/(@types/)?${dependency.replaceAll('.', '\\.')}(/|$)` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-compose-imports-edges',
      severity: 'error',
      from: { path: '^src/(app|cli|index)', pathNot: '^src/app/compose/' },
      to: { path: `^src/(${edges.join('|')})/` },
    },
    {
      name: 'graph-needs-only-rxjs',
      severity: 'error',
      from: { path: '^src/graph/' },
      to: { path: '^(?!src/)', pathNot: '^node_modules/rxjs/' },
    },
    {
      name: 'pure-rooms-touch-no-node',
      severity: 'error',
      from: { path: '^src/(model|text|query|window|protocol|budget|graph|client)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rxjs-not-below-the-graph',
      severity: 'error',
      from: { path: ['^src/model/', pure] },
      to: { path: '^node_modules/rxjs/' },
    },
    {
      name: 'http-without-undici',
      severity: 'error',
      comment: 'src/node/http.ts says why',
      from: { path: '^src/' },
      to: { path: '^(?:node:)?http$', dependencyTypesNot: ['type-only'] },
    },
    { name: 'src-imports-no-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench)/' } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(mayImport).map(layer),
    ...Object.entries(doors).map(door),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};

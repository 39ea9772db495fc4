import { openNats, namesOf } from '../../src/cluster/index.ts';
import { describeLog } from '../support/log-suite.ts';
import { NatsServers } from '../support/nats-servers.ts';

for (const [name, count] of [
  ['one NATS server', 1],
  ['three NATS servers', 3],
] as const) {
  describeLog(name, async () => {
    const servers = await NatsServers.start(count);
    const log = await openNats({
      ...{ servers: servers.urls, names: namesOf('test'), node: 'test', credsFile: '', caFile: '' },
      ...{ keepMs: 600_000, maxBytes: 100_000_000, replicas: 0 },
    });
    return {
      log,
      close: async () => {
        await log.close();
        await servers.stop();
      },
    };
  });
}

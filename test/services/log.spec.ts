import { jetstreamManager } from '@nats-io/jetstream';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { openNats, namesOf } from '../../src/cluster/index.ts';
import { describeLog } from '../support/log-suite.ts';
import { NatsServers } from '../support/nats-servers.ts';

const open = ({ urls }: NatsServers) =>
  openNats({
    ...{ servers: urls, names: namesOf('test'), node: 'test', credsFile: '', caFile: '' },
    ...{ keepMs: 600_000, maxBytes: 100_000_000, replicas: 0 },
  });

for (const [name, count] of [
  ['one NATS server', 1],
  ['three NATS servers', 3],
] as const) {
  describeLog(name, async () => {
    const servers = await NatsServers.start(count);
    const log = await open(servers);
    return {
      log,
      close: async () => {
        await log.close();
        await servers.stop();
      },
    };
  });
}

it('a log that was deleted is made anew, with another epoch', async () => {
  const servers = await NatsServers.start(1);
  const log = await open(servers);
  const before = await firstValueFrom(log.state());
  const { connection } = await log.opened;
  await (await jetstreamManager(connection)).streams.delete(namesOf('test').stream);
  await expect(firstValueFrom(log.state())).rejects.toThrow('stream not found');
  const { epoch, last } = await firstValueFrom(log.state());
  expect(last).toBe(0);
  expect(epoch).not.toBe(before.epoch);
  await log.close();
  await servers.stop();
});

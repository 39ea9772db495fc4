import { describe, expect, it } from 'vitest';
import { createHeartbeat } from '../../../src/delivery/heartbeat.ts';

const peerOf = (waiting = false) => {
  const log: string[] = [];
  return { log, ping: () => log.push('ping'), reap: () => log.push('reap'), isWaiting: () => waiting };
};

describe('the heartbeat', () => {
  it('reaps a peer that left two pings in a row unanswered, once', () => {
    const heartbeat = createHeartbeat(2);
    const peer = peerOf();
    heartbeat.add(peer);
    for (let beats = 0; beats < 5; beats += 1) heartbeat.beat();
    expect(peer.log).toEqual(['ping', 'ping', 'reap']);
  });

  it('keeps a peer that answers late in the interval', () => {
    const heartbeat = createHeartbeat(2);
    const peer = peerOf();
    heartbeat.add(peer);
    for (let beats = 0; beats < 6; beats += 1) {
      heartbeat.beat();
      if (beats % 2 === 1) heartbeat.recordPong(peer);
    }
    expect(peer.log).not.toContain('reap');
  });

  it('does not reap a peer whose outbox has frames waiting', () => {
    const heartbeat = createHeartbeat(2);
    const peer = peerOf(true);
    heartbeat.add(peer);
    for (let beats = 0; beats < 5; beats += 1) heartbeat.beat();
    expect(peer.log).not.toContain('reap');
  });

  it('forgets a removed peer, also when it answers later', () => {
    const heartbeat = createHeartbeat(0);
    const peer = peerOf();
    heartbeat.add(peer);
    heartbeat.remove(peer);
    heartbeat.recordPong(peer);
    heartbeat.beat();
    expect(peer.log).toEqual([]);
  });
});

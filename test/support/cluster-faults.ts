import { seeded } from './random.ts';

/** Kinds of faults: `kill` sends SIGKILL, `end` SIGTERM, `pause` SIGSTOP; `cut` and `part` are of the network. */
export type FaultKind = 'kill' | 'end' | 'pause' | 'cut' | 'part';

/** The processes that a fault may hit: a gateway, a source's leader, any node that ingests, or a NATS server. */
export type Victim = 'gateway' | 'leader of bluesky' | 'leader of x' | 'ingest' | 'leader of the log' | 'server';

export interface PlannedFault {
  readonly kind: FaultKind;
  readonly victim: Victim;
  /** Chooses among several that may be the victim. */
  readonly choice: number;
}

/** The first faults of a plan: all whose healing is bounded. */
const first: readonly Omit<PlannedFault, 'choice'>[] = [
  { kind: 'kill', victim: 'gateway' },
  { kind: 'kill', victim: 'leader of bluesky' },
  { kind: 'kill', victim: 'leader of the log' },
  { kind: 'kill', victim: 'leader of x' },
];

/** Plans faults, the same for the same seed: each kind as often as others, every other one of a gateway. */
export function planFaults(count: number, seed: number): readonly PlannedFault[] {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(random() * values.length)];
  const plan = first.map((fault) => ({ ...fault, choice: random() }));
  while (plan.length < count) {
    const kinds: (FaultKind | 'server')[] = [
      ...(['kill', 'kill', 'end', 'end', 'pause', 'pause', 'cut', 'part', 'part', 'server'] as const),
    ];
    while (kinds.length > 0) {
      const [kind = 'server'] = kinds.splice(Math.floor(random() * kinds.length), 1);
      const node = plan.length % 2 === 0 ? 'gateway' : pick(['leader of bluesky', 'leader of x', 'ingest'] as const);
      const server = pick(['leader of the log', 'server'] as const);
      const choice = random();
      if (kind === 'server') plan.push({ kind: 'kill', victim: server ?? 'server', choice });
      else plan.push({ kind, victim: node ?? 'ingest', choice });
    }
  }
  return plan.slice(0, count);
}

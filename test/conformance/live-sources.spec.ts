import { describe, expect, it } from 'vitest';
import { describeSource } from '../../src/testing/index.ts';
import { upstreams } from '../support/fakes/upstreams.ts';

for (const [name, start] of upstreams) describeSource(name, start, { describe, it, expect });

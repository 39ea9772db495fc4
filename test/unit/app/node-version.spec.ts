import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refuseOldNode } from '../../../src/app/node-version.ts';
import { parseJson } from '../../../src/model/index.ts';
import { root } from '../../support/documents.ts';

describe('the version of Node', () => {
  it.each(['24.0.0', '24.21.0', '26.1.0'])('%s runs a server', (version) => {
    expect(() => {
      refuseOldNode(version);
    }).not.toThrow();
  });

  it.each(['20.20.2', '23.11.1'])('%s is refused', (version) => {
    expect(() => {
      refuseOldNode(version);
    }).toThrow(`A server needs Node 24 or newer; this is Node ${version}.`);
  });

  it('is the one that package.json asks for', () => {
    expect(parseJson(readFileSync(`${root}package.json`, 'utf8'))).toMatchObject({ engines: { node: '>=24' } });
  });
});

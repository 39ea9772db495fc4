import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccess } from '../../../src/app/access.ts';

const none = { token: [], tokenFile: '' };
const asked = (authorization?: string, url = '/track') => ({ headers: { authorization }, url });
const hash = (token: string): string => createHash('sha256').update(token).digest('hex');

describe('who is let in', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'undertone-'));
    path = join(folder, 'tokens');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is everyone where there is no token', () => {
    expect(createAccess(none)(asked())).toBeUndefined();
  });

  it('is who shows a token, in the header or in the address', () => {
    const forbids = createAccess({ ...none, token: ['first', 's p&c=al'] });
    for (const request of [
      asked('Bearer first'),
      asked('bearer   first '),
      asked(undefined, '/track?access_token=first'),
      asked(undefined, '/track?a=b&access_token=s%20p%26c%3Dal'),
    ]) {
      expect(forbids(request)).toBeUndefined();
    }
    for (const request of [
      asked(),
      asked('Bearer'),
      asked('Bearer second'),
      asked('Basic first'),
      asked('first'),
      asked(`Bearer ${hash('first')}`),
      asked('Bearer wrong', '/track?access_token=first'),
      asked(undefined, '/track?access_token='),
      asked(undefined, '/access_token=first'),
      { headers: {} },
    ]) {
      expect(forbids(request)).toMatchObject({ code: 'unauthorized' });
    }
  });

  it.each(['', ' '])('is nobody, for a token %j ends the start', (token) => {
    expect(() => createAccess({ ...none, token: ['first', token] })).toThrow('empty');
  });

  it('is who shows a token of the file, which holds only their hashes', () => {
    writeFileSync(path, `# ours\n${hash('one').toUpperCase()}\n\n${hash('two')}  laptop\n`);
    const forbids = createAccess({ token: ['three'], tokenFile: path });
    for (const token of ['one', 'two', 'three']) expect(forbids(asked(`Bearer ${token}`))).toBeUndefined();
    expect(forbids(asked('Bearer four'))).toMatchObject({ code: 'unauthorized' });
  });

  it.each([
    ['that is not there', undefined, /can't be read/],
    ['without a token', '# none\n', /contains no token/],
    ['with a token that is not hashed', 'secret\n', /SHA-256/],
    ['with the hash of nothing', `${hash('one')}\n${hash('')}\n`, /hash of an empty token/],
    ['with the hash of an empty line', `${hash('\n').toUpperCase()}  -\n`, /hash of an empty token/],
  ])('is nobody, for a file %s ends the start', (_, content, sentence) => {
    if (content !== undefined) writeFileSync(path, content);
    expect(() => createAccess({ ...none, tokenFile: path })).toThrow(sentence);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonWithIds } from '../../../src/sources/ids.ts';
import { readJsonList, type JsonList, type JsonListFault } from '../../../src/sources/net/json-list.ts';
import { maxMessageBytes, maxTurnElements } from '../../../src/sources/turns.ts';

const options = { names: ['posts', 'data'], maxElements: 100_000, others: ['meta'] };

/** The end of a piece of work, and how many turns it took. */
function finish<T>(work: Generator<undefined, T>): { readonly result: T; readonly turns: number } {
  for (let turns = 1; ; turns++) {
    const { done, value } = work.next();
    if (done === true) return { result: value, turns };
  }
}

const read = (text: string | Uint8Array): JsonList | JsonListFault =>
  finish(readJsonList(Buffer.from(text), options)).result;

function valuesIn(text: string | Uint8Array): unknown {
  const list = read(text);
  return typeof list === 'string' ? list : list.elements.map(({ value }) => value);
}

describe('a list in JSON', () => {
  it('is read as it would be as a whole, whatever it holds and however it is written', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (list, space) => {
        const text = JSON.stringify(list, null, space);
        const whole = parseJsonWithIds(text);
        expect(valuesIn(text)).toEqual(whole);
        expect(valuesIn(` {"x":{"posts":[1]}, "posts" : ${text}\n}`)).toEqual(whole);
      }),
    );
  });

  it('is no list where JSON.parse finds none', () => {
    const part = fc.constantFrom(...'[]{},:"\\ 1a'.split(''), '"a"', '{"a":1}', 'null', 'true', '[1]');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = `[${parts.join('')}]`;
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          parsed = 'no list';
        }
        expect(valuesIn(text)).toEqual(parsed);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['', 'no list'],
    ['5', 'no list'],
    ['"[1]"', 'no list'],
    ['[1', 'no list'],
    ['[1]]', 'no list'],
    ['[1}', 'no list'],
    ['{"posts":[1]', 'no list'],
    ['{"posts":5}', 'no list'],
    ['{"posts":5,"data":[1]}', [1]],
    ['{"data":[2],"posts":[1]}', [1]],
    ['{"postsx":[1],"xposts":[2],"posts":[3]}', [3]],
    ['{"posts":[1],"posts":[2]}', [2]],
    ['\ufeff[1]', [1]],
    ['[1742345678901234567]', ['1742345678901234567']],
  ])('of %j is %j', (text, expected) => {
    expect(valuesIn(text)).toEqual(expected);
  });

  it('must be UTF-8', () => {
    expect(valuesIn(Buffer.from([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d]))).toBe('no list');
  });

  it('comes with the members beside it that are asked for', () => {
    expect(read('{"meta":{"next":"x"},"data":[1],"other":2}')).toMatchObject({ others: { meta: { next: 'x' } } });
    expect(read('{"data":[1],"other":2}')).toMatchObject({ others: {} });
  });

  it('may be deeper than any stack', () => {
    const depth = 200_000;
    const list = read(`[${'['.repeat(depth)}${']'.repeat(depth)}]`);
    expect(list).toMatchObject({ elements: [{ bytes: 2 * depth }] });
  });

  it('leaves out elements that are longer than any post', () => {
    const long = JSON.stringify({ text: 'x'.repeat(maxMessageBytes) });
    expect(valuesIn(`[1,${long},2]`)).toEqual([1, undefined, 2]);
  });
});

describe('a list of 16 MiB', () => {
  const fill = (element: string): Uint8Array => {
    const body = Buffer.alloc(16_777_216, ' ');
    const text = Buffer.from(`${element},`);
    let at = body.write('[');
    while (at + text.length < body.length) at += text.copy(body, at);
    body.write(']', at - 1);
    return body;
  };

  it.each(['1', '{}', '[1]', '[[]]', '""'])(
    'of %j is refused once it is too long, some hundred elements a turn',
    (element) => {
      const { result, turns } = finish(readJsonList(fill(element), options));
      expect(result).toBe('too long');
      expect(turns).toBe(Math.floor(options.maxElements / maxTurnElements));
    },
  );

  it('is parsed no more than a message at a time', () => {
    const elements = Array.from({ length: 256 }, (_, index) => `{"text":"${String(index).repeat(15_000)}"}`);
    const body = Buffer.from(`[${elements.join(',')}]`);
    const { result, turns } = finish(readJsonList(body, options));
    expect(result).toMatchObject({ elements: { length: 256 } });
    expect(turns).toBeGreaterThanOrEqual(Math.floor(body.length / maxMessageBytes));
  });

  it('of other members than the list is skipped in turns', () => {
    const members = Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":1`);
    const { result, turns } = finish(readJsonList(Buffer.from(`{${members.join(',')},"posts":[7]}`), options));
    expect(result).toMatchObject({ elements: [{ value: 7 }] });
    expect(turns).toBeGreaterThanOrEqual(1_000_000 / maxTurnElements);
  });
});

/** Every line of a stream is what its schema says, and tells of the run that the other reports tell of. */

import { Writable } from 'node:stream';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/cli/run-scenario.ts';
import { Sink } from '../../src/cli/sink.ts';
import { journalKinds, Stream } from '../../src/cli/stream.ts';
import { STREAM_KINDS, streamKinds } from '../../src/cli/stream-kinds.ts';
import type { EventLine } from '../../src/present/fact-lines.ts';
import type { Result } from '../../src/present/result.ts';
import { eventsJsonSchema, eventsPage } from '../../src/report/stream/schema.ts';
import { loadScenario } from '../../src/scenario/index.ts';
import { SMALL_SHOP } from '../cli/support/small-shop.ts';
import { SHOP } from '../scenario/support/shop.ts';
import { resultOf } from './support/results.ts';

/** A fault with a ramp, which the shops have not. */
const RAMPED = SMALL_SHOP.replace(
  'factor: 10, at: 15s, for: 10s',
  'factor: 10, at: 15s, for: 10s, ramp: { in: 2s, out: 2s }',
);
/** A breaker that opens. */
const BREAKING = SMALL_SHOP.replace(
  'retry: { attempts: 2 }, timeout: 100ms',
  'breaker: { window: 10, minimum: 5, open: 1s }, retry: { attempts: 2 }, timeout: 100ms',
);

interface Told {
  readonly text: string;
  readonly result: Result;
}

/** Runs a scenario with a stream to this reader. */
async function streamed(
  text: string,
  reader: Writable,
  { kinds = STREAM_KINDS as readonly (typeof STREAM_KINDS)[number][], until = 0 } = {},
): Promise<Result> {
  const loaded = loadScenario({ name: 'shop.yaml', text });
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('\n'));
  const { scenario } = loaded;
  const { length, window, seed } = scenario.plan;
  const about = { file: 'shop.yaml', title: 'x', scenarioHash: scenario.hash, seed, length, window, kinds };
  return runScenario({
    file: 'shop.yaml',
    scenario,
    seed: undefined,
    until: until === 0 ? length : until,
    budgets: {},
    again: (by) => `knockon run shop.yaml --seed ${by}`,
    label: '',
    withNumbers: false,
    withTraces: false,
    reader: {
      isOnScreen: false,
      journal: journalKinds(kinds),
      begin: (run) => new Stream(run, new Sink(reader, 'reader'), { engineVersion: '1.2.3', ...about }, true),
    },
  });
}

/** Takes everything at once. */
async function toldOf(text: string, options = {}): Promise<Told> {
  let taken = '';
  const reader = new Writable({
    write(chunk: Buffer, _, done) {
      taken += chunk.toString();
      done();
    },
  });
  const result = await streamed(text, reader, options);
  return { text: taken, result };
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EventLine);

/** A replica fails and is ejected, more of them fail than panic suffers, and a check restarts another. */
const UNWELL = `
title: Unwell
run: { length: 70s, seed: 1 }
services:
  store:
    replicas: 3
    concurrency: { threads: 4 }
    ejection: { preset: envoy, consecutive: 3, base: 5s, most: 100% }
    health:
      check: { lane: dedicated, every: 1s, timeout: 1s, unhealthy: 1, healthy: 1, on-failure: restart, start-up: 2s }
      panic: 50%
    operations: { get: [ { work: 5ms } ] }
load:
  - { name: people, operation: store.get, arrivals: { poisson: 50/s } }
faults:
  - { name: bad, errors: store, share: 100%, replicas: [0, 1], at: 5s, for: 10s }
  - { misjudge: store, as: unhealthy, share: 100%, replicas: [2], at: 25s, for: 3s }
`;

describe('a line of a stream', () => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const { oneOf } = eventsJsonSchema() as { oneOf: { properties: { event: { const: string } } }[] };
  const closed = oneOf.map((one) => ({ ...one, additionalProperties: false }));
  const validate = new Map(closed.map((one) => [one.properties.event.const, ajv.compile(one)]));

  it('has every key that its schema tells of, and no other, whatever happens', async () => {
    const seen = new Map<string, number>();
    for (const [text, until] of [
      [SHOP, 15e9],
      [RAMPED, 40e9],
      [BREAKING, 40e9],
      [UNWELL, 70e9],
    ] as const) {
      const { text: stream } = await toldOf(text, { until });
      for (const line of linesOf(stream)) {
        const times = (seen.get(line.event) ?? 0) + 1;
        seen.set(line.event, times);
        // a thousand of each are enough
        if (times > 1000) continue;
        const check = validate.get(line.event);
        if (check?.(line) !== true)
          expect.fail(`${JSON.stringify(line)}\n${ajv.errorsText(check?.errors ?? null)}`);
      }
    }
    expect([...validate.keys()].filter((event) => !seen.has(event))).toEqual([]);
  });

  it('names the breaker that opens, its caller and its state', async () => {
    const { text } = await toldOf(BREAKING, { kinds: ['policies'] });
    const states = linesOf(text).filter(({ event }) => event === 'policy-changed');
    expect(states[0]).toEqual({
      event: 'policy-changed',
      atNs: expect.any(Number),
      edge: 'web -> stock.reserve',
      policy: 'breaker',
      layer: 0,
      client: 0,
      replica: 'web/0',
      state: 'open',
    });
    expect(states.slice(1, 3).map(({ state }) => state)).toContain('half-open');
  });

  it('tells why a caller leaves a replica out, and when it does no more', async () => {
    const { text } = await toldOf(UNWELL, { kinds: ['health'] });
    const views = linesOf(text).filter(({ event }) => event === 'view-changed');
    expect(views[0]).toMatchObject({ client: expect.any(Number), caller: null, reasons: ['ejected'] });
    expect(
      views
        .slice(0, 2)
        .map(({ replica }) => replica)
        .sort(),
    ).toEqual(['store/0', 'store/1']);
    // Whoever was left out is taken back, and nobody is told of twice for nothing.
    const last = new Map(views.map(({ replica, reasons }) => [replica, reasons]));
    expect([...last.values()].flat()).toEqual([]);
    const panics = linesOf(text)
      .map(({ event }) => event)
      .filter((event) => event.startsWith('panic-'));
    expect(panics.slice(0, 2)).toEqual(['panic-began', 'panic-ended']);
  });

  it('tells of who is turned away whether anybody was there', async () => {
    const crashed = SMALL_SHOP.replace(
      '- { slow: stock, factor: 10, at: 15s, for: 10s }',
      '- { surge: shoppers, factor: 6, at: 10s, for: 2s }\n  - { crash: stock, at: 15s, for: 10s }',
    );
    const { text } = await toldOf(crashed, { kinds: ['turned-away'] });
    const { numbers } = await resultOf(crashed);
    const away = linesOf(text).filter(
      ({ event, edge }) => event === 'turned-away' && edge !== 'shoppers -> web.buy',
    );
    const [nobody, full] = [true, false].map((is) => away.filter(({ metNobody }) => metNobody === is));
    expect(full.length).toBeGreaterThan(0);
    for (const { atNs } of nobody) expect(Math.floor((atNs as number) / 5e9)).toBeOneOf([3, 4]);
    const { metNobodyShare, attemptsPerSecond } = numbers!.totals.whole.edge['web -> stock.reserve'];
    // from the end of the warm-up on
    expect(nobody.length).toBe(Math.round(metNobodyShare! * attemptsPerSecond! * 35));
  });

  it('tells what acts in an instant once, and the end of whatever lasts', async () => {
    const burst = SMALL_SHOP.replace(
      '- { slow: stock,',
      '- { burst: shoppers, requests: 9, at: 12s, repeat: { every: 10s, times: 2 } }\n  - { slow: stock,',
    );
    const { text } = await toldOf(burst, { kinds: ['faults'] });
    const told = linesOf(text).filter(({ event }) => event.startsWith('fault-'));
    expect(told.map(({ event, fault, atNs, isInstant }) => [event, fault, atNs, isInstant])).toEqual([
      ['fault-began', 'burst-shoppers', 12e9, true],
      ['fault-began', 'slow-stock', 15e9, false],
      ['fault-began', 'burst-shoppers', 22e9, true],
      ['fault-ended', 'slow-stock', 25e9, undefined],
    ]);
  });

  it('is on the page of the reference', () => {
    for (const event of validate.keys()) expect(eventsPage().text).toContain(`\n## ${event}\n`);
  });
});

describe('a stream', () => {
  it('begins with what is run and ends with what came of it: the same as without a stream', async () => {
    const { text, result } = await toldOf(SMALL_SHOP);
    const alone = await resultOf(SMALL_SHOP);
    const lines = linesOf(text);
    expect(lines[0]).toMatchObject({ event: 'run-began', seed: '3', scenarioHash: alone.scenarioHash });
    expect(lines.at(-1)).toMatchObject({
      event: 'run-ended',
      atNs: 40e9,
      runHash: alone.runHash,
      events: alone.events,
      stopped: null,
    });
    expect(result.expectations).toEqual(alone.expectations);
  });

  it('is in the order of time, with a window after all that happened in it', async () => {
    const lines = linesOf((await toldOf(SMALL_SHOP)).text);
    let last = 0;
    for (const { atNs = Number.NaN } of lines) {
      expect(atNs).toBeGreaterThanOrEqual(last);
      last = atNs;
    }
    const windows = lines.filter(({ event }) => event === 'window-ended');
    expect(windows.map(({ fromNs, atNs }) => [fromNs, atNs])).toEqual(
      Array.from({ length: 40 }, (_, i) => [i * 1e9, (i + 1) * 1e9]),
    );
    const ended = lines.filter(({ event }) => event === 'request-ended');
    const good = ended.filter(({ isGood }) => isGood).length;
    const summed = windows.reduce((sum, line) => {
      const { goodputShare, offeredPerSecond } = (line.load as Record<string, Record<string, number>>)
        .shoppers;
      expect(goodputShare === null || (goodputShare >= 0 && goodputShare <= 1)).toBe(true);
      return sum + offeredPerSecond;
    }, 0);
    expect(summed).toBeGreaterThanOrEqual(ended.length);
    expect(good).toBeGreaterThan(1000);
  });

  it('tells of a window that was cut short', async () => {
    const lines = linesOf((await toldOf(SMALL_SHOP, { until: 2.5e9, kinds: ['windows'] })).text);
    const windows = lines.filter(({ event }) => event === 'window-ended');
    expect(windows.map(({ fromNs, atNs }) => [fromNs, atNs])).toEqual([
      [0, 1e9],
      [1e9, 2e9],
      [2e9, 2.5e9],
    ]);
  });

  it('is the same to the byte whenever it is told, and however slowly it is read', async () => {
    const { text } = await toldOf(SMALL_SHOP);
    expect((await toldOf(SMALL_SHOP)).text).toBe(text);
    let taken = '';
    const slow = new Writable({
      highWaterMark: 1000,
      write(chunk: Buffer, _, done) {
        taken += chunk.toString();
        setImmediate(() => setImmediate(done));
      },
    });
    await streamed(SMALL_SHOP, slow);
    expect(taken).toBe(text);
  });
});

describe('the reader of a stream', () => {
  it('that takes nothing stops the run where it is, and nothing piles up', async () => {
    let waiting: (() => void) | undefined;
    let chunks = 0;
    const stalled = new Writable({
      highWaterMark: 1000,
      write(_chunk, _, done) {
        chunks += 1;
        waiting = done;
      },
    });
    const run = streamed(SMALL_SHOP, stalled);
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(chunks).toBe(1);
    const held = stalled.writableLength;
    expect(held).toBeLessThan(2_000_000);
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([chunks, stalled.writableLength]).toEqual([1, held]);
    // it goes on as soon as there is room
    stalled._write = (_chunk, _, done) => done();
    waiting?.();
    expect((await run).stop).toBeUndefined();
  });

  it('that goes away ends the run, without a word', async () => {
    let chunks = 0;
    const leaving: Writable = new Writable({
      write(_chunk, _, done) {
        chunks += 1;
        done(chunks === 3 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null);
      },
    });
    const { stop, summary } = await streamed(SMALL_SHOP, leaving);
    expect(stop).toMatchObject({ kind: 'unread' });
    expect(summary.reached).toBeLessThan(40e9);
  });

  it('is told when it cannot write', async () => {
    const full = new Writable({
      highWaterMark: 1,
      write: (_chunk, _, done) => done(Object.assign(new Error('no space left'), { code: 'ENOSPC' })),
    });
    await expect(streamed(SMALL_SHOP, full)).rejects.toThrow('reader cannot be written: no space left');
  });
});

describe('--events', () => {
  it('takes a list in any order, everything, or the usual', () => {
    expect(streamKinds('faults, requests')).toEqual(['requests', 'faults']);
    expect(streamKinds('all')).toEqual(STREAM_KINDS);
    expect(streamKinds(undefined)).toEqual(STREAM_KINDS.filter((kind) => !/attempts|frames/.test(kind)));
    expect(() => streamKinds('request')).toThrow('there are no events "request"');
  });
});

/** The published schema in the hands of the real yaml-language-server: what an author sees while writing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../src/scenario/index.ts';
import { SHOP } from './support/shop.ts';
import { YamlLanguageServer } from './support/yaml-language-server.ts';

const MODELINE = '# yaml-language-server: $schema=./scenario.schema.json\n';

describe('in an editor with the published schema', () => {
  const directory = mkdtempSync(join(tmpdir(), 'knockon-schema-'));
  const server = new YamlLanguageServer();
  const uriOf = (name: string) => pathToFileURL(join(directory, name)).href;

  /** Opens a scenario; `|` in it is where the author is typing. */
  async function open(name: string, text: string) {
    const whole = MODELINE + text;
    const at = whole.indexOf('|');
    const before = whole.slice(0, Math.max(at, 0)).split('\n');
    const diagnostics = await server.open(
      uriOf(name),
      at < 0 ? whole : whole.slice(0, at) + whole.slice(at + 1),
    );
    return { uri: uriOf(name), line: before.length - 1, character: before.at(-1)!.length, diagnostics };
  }

  beforeAll(async () => {
    writeFileSync(join(directory, 'scenario.schema.json'), JSON.stringify(scenarioJsonSchema()));
    await server.start();
  });

  afterAll(() => {
    server.stop();
    rmSync(directory, { recursive: true });
  });

  it('a valid scenario draws no complaint', async () => {
    const { diagnostics } = await open('shop.yaml', SHOP);
    expect(diagnostics).toEqual([]);
  });

  it('a service is offered its keys', async () => {
    const place = await open('service.yaml', 'services:\n  web:\n    replicas: 3\n    |\n');
    const offered = await server.complete(place.uri, place.line, place.character);
    expect(offered).toEqual(expect.arrayContaining(['concurrency', 'queue', 'operations']));
    expect(offered).not.toContain('replicas');
  });

  it('a fault is offered its envelope', async () => {
    const place = await open('fault.yaml', 'faults:\n  - slow: payments\n    |\n');
    const offered = await server.complete(place.uri, place.line, place.character);
    expect(offered).toEqual(expect.arrayContaining(['factor', 'at', 'for']));
  });

  it('a call is offered the policies', async () => {
    const text =
      'services:\n  web:\n    operations:\n      buy:\n        - call: orders.place\n          |\n';
    const place = await open('call.yaml', text);
    const offered = await server.complete(place.uri, place.line, place.character);
    expect(offered).toEqual(expect.arrayContaining(['timeout', 'retry', 'policies']));
  });

  it('an expectation is offered the metrics', async () => {
    const place = await open('expect.yaml', 'expect:\n  - |\n');
    const offered = await server.complete(place.uri, place.line, place.character);
    expect(offered).toEqual(expect.arrayContaining(['goodput', 'amplification', 'latency-p99']));
  });

  it('hovering over a key explains it', async () => {
    const place = await open('hover.yaml', 'services:\n  web:\n    cancel|lation: none\n');
    const explained = await server.hover(place.uri, place.line, place.character);
    expect(explained).toContain('What the callee does when its caller has left');
  });

  it('a wrong duration is told in our words', async () => {
    const { diagnostics } = await open('duration.yaml', SHOP.replace('timeout: 800ms', 'timeout: 800 ms'));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'expected a duration such as 250ms, 2s or 1m30s (no space)',
    ]);
  });

  it('an unknown key is refused', async () => {
    const { diagnostics } = await open('unknown.yaml', SHOP.replace('replicas: 3', 'replica: 3'));
    expect(diagnostics.map(({ message }) => message)).toEqual(['Property replica is not allowed.']);
  });

  it('a file that extends another need not repeat it', async () => {
    const { diagnostics } = await open(
      'extending.yaml',
      'extends: shop.yaml\nservices: { web: { replicas: 5 } }\nfaults+:\n  - { crash: stock, at: 2m, for: 5s }\n',
    );
    expect(diagnostics).toEqual([]);
  });
});

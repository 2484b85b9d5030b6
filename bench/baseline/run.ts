/**
 * Compiles and runs the plain C++ program of the three-service model, with the numbers of
 * bench/three-service.ts. Without a C++ compiler there is no baseline, and the caller says so.
 *
 *   node bench/baseline/run.ts [healthy|collapse] [requests] [seed]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ServiceModel,
  type ThreeServiceModel,
  threeService,
  type Variant,
  variants,
} from '../three-service.ts';

export interface BaselineOptions {
  readonly variant: Variant;
  readonly requests: number;
  readonly seed: number;
}

/** Attempts at one callee, as the gateway and the callee counted them. */
export interface CalleeResult {
  /** First tries. */
  readonly calls: number;
  readonly attempts: number;
  readonly timedOut: number;
  readonly refused: number;
  /** Work done for a caller who had already left. */
  readonly servedAbandoned: number;
  readonly served: number;
  /** From reaching the callee to the end of its work. */
  readonly meanMs: number;
  readonly p99Ms: number;
}

export interface BaselineResult extends BaselineOptions {
  /** Events that happened; cancelled timers are not among them. */
  readonly events: number;
  readonly cancelledTimers: number;
  readonly outcomes: { readonly ok: number; readonly error: number; readonly refused: number };
  readonly okLatency: { readonly meanMs: number; readonly p50Ms: number; readonly p99Ms: number };
  readonly a: CalleeResult;
  readonly b: CalleeResult;
  /** Seconds for which the per-second windows hold counts. */
  readonly windows: number;
  readonly simulatedSeconds: number;
  /** Processor time of the run alone, start-up excluded. */
  readonly cpuSeconds: number;
  /** Peak resident memory; zero where the system does not tell. */
  readonly rssBytes: number;
}

/** The path of the compiled program, or undefined when there is no g++ on this machine. */
export function compileBaseline(model: ThreeServiceModel = threeService): string | undefined {
  if (spawnSync('g++', ['--version'], { stdio: 'ignore' }).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'knockon-baseline-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'three-service-model.hpp'), modelHeader(model));
  const binary = join(folder, 'three-service');
  const source = fileURLToPath(new URL('./three-service.cpp', import.meta.url));
  execFileSync('g++', [
    '-std=c++17',
    '-O2',
    '-Wall',
    '-Wextra',
    '-Wshadow',
    '-I',
    folder,
    '-o',
    binary,
    source,
  ]);
  return binary;
}

export function runBaseline(binary: string, { variant, requests, seed }: BaselineOptions): BaselineResult {
  const line = execFileSync(binary, [variant, String(requests), String(seed)], { encoding: 'utf8' });
  // The program is ours and prints exactly these fields.
  return JSON.parse(line) as BaselineResult;
}

function modelHeader(model: ThreeServiceModel): string {
  const service = (name: string, { slots, queueLimit, serviceMeanMs }: ServiceModel) => [
    `constexpr int k${name}Slots = ${slots};`,
    `constexpr int k${name}QueueLimit = ${queueLimit};`,
    `constexpr double k${name}ServiceMeanMs = ${serviceMeanMs};`,
  ];
  return [
    '#pragma once',
    'namespace model {',
    `constexpr double kHealthyArrivalsPerSecond = ${model.arrivalsPerSecond.healthy};`,
    `constexpr double kCollapseArrivalsPerSecond = ${model.arrivalsPerSecond.collapse};`,
    ...service('Gateway', model.gateway),
    ...service('A', model.a),
    `constexpr double kATimeoutMs = ${model.a.timeoutMs};`,
    ...service('B', model.b),
    `constexpr double kBTimeoutMs = ${model.b.timeoutMs};`,
    `constexpr double kNetworkMs = ${model.networkMs};`,
    `constexpr int kAttempts = ${model.attempts};`,
    `constexpr double kBackoffBaseMs = ${model.backoff.baseMs};`,
    `constexpr double kBackoffFactor = ${model.backoff.factor};`,
    '}',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [variant = 'healthy', requests = '1000000', seed = '1'] = process.argv.slice(2);
  const known = variants.find((name) => name === variant);
  const binary = compileBaseline();
  if (known === undefined) {
    console.error(`"${variant}" is no variant; write one of ${variants.join(', ')}`);
    process.exitCode = 2;
  } else if (binary === undefined) {
    console.error('no g++ here, so there is no baseline to run');
    process.exitCode = 1;
  } else {
    const result = runBaseline(binary, { variant: known, requests: Number(requests), seed: Number(seed) });
    console.log(JSON.stringify(result));
  }
}

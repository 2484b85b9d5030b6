/** Loading texts in tests: the frames of what is wrong, or the scenario. */
import { frames, type LoadOptions, loadScenario, type Scenario } from '../../../src/scenario/index.ts';

/** The mistakes of a text as they would be printed; empty when there are none. */
export function framesOf(text: string, options: LoadOptions = {}, name = 'shop.yaml'): string {
  const loaded = loadScenario({ name, text }, options);
  return 'scenario' in loaded ? '' : frames(loaded.diagnostics, loaded.sources, { color: false });
}

/** Codes of the mistakes, in reading order. */
export function codesOf(text: string, options: LoadOptions = {}): string[] {
  const loaded = loadScenario({ name: 'shop.yaml', text }, options);
  return 'scenario' in loaded ? [] : loaded.diagnostics.map(({ code }) => code);
}

/** The scenario; fails with the frames where there is none. */
export function scenarioOf(text: string, options: LoadOptions = {}): Scenario {
  const loaded = loadScenario({ name: 'shop.yaml', text }, options);
  if ('scenario' in loaded) return loaded.scenario;
  throw new Error(frames(loaded.diagnostics, loaded.sources, { color: false }));
}

/** The smallest scenario there is, with other keys after it. */
export function smallest(more = ''): string {
  return `title: The smallest
run: { length: 1m, warmup: 5s, seed: 7 }
services:
  web: { concurrency: { threads: 4 }, operations: { home: [ { work: 2ms } ] } }
load:
  - { name: visitors, operation: web.home, arrivals: { poisson: 20/s } }
${more}`;
}

/** Everything that is ever printed about a text: of its mistakes, or of its run, in every form there is. */
import { readFileSync } from 'node:fs';
import { runScenario } from '../../../src/cli/run-scenario.ts';
import { lint } from '../../../src/lint/index.ts';
import { checkJson } from '../../../src/report/check-json.ts';
import { annotationLine } from '../../../src/report/github.ts';
import { paintOf } from '../../../src/report/paint.ts';
import { runForm } from '../../../src/report/run-form.ts';
import {
  type Diagnostic,
  diagnosticData,
  frames,
  loadScenario,
  type Source,
} from '../../../src/scenario/index.ts';

export interface Tellings {
  readonly isRunnable: boolean;
  readonly mistakes: readonly Diagnostic[];
  /** By form: `text`, `json` and so on. */
  readonly printed: Readonly<Record<string, string>>;
}

const PAGE = { width: 100, paint: paintOf(false) };

/** Loads a text of `scenarios/` and, where it may be run, runs it for so many events at most. */
export async function tellingsOf(text: string, events: number): Promise<Tellings> {
  const loaded = loadScenario({ name: 'scenarios/x.yaml', text }, { read });
  const all = (diagnostics: readonly Diagnostic[], sources: readonly Source[]) => ({
    frames: frames(diagnostics, sources, { color: false }),
    'check --json': checkJson([checked(diagnostics)], '0'),
  });
  if (!('scenario' in loaded)) {
    const { diagnostics, sources } = loaded;
    return { isRunnable: false, mistakes: diagnostics, printed: all(diagnostics, sources) };
  }
  const { scenario } = loaded;
  const linted = lint(scenario);
  const diagnostics = [...scenario.warnings, ...linted.findings];
  const result = await runScenario({
    file: 'scenarios/x.yaml',
    scenario,
    seed: undefined,
    until: scenario.plan.length,
    budgets: { events },
    again: (seed) => `knockon run scenarios/x.yaml --seed ${seed}`,
    label: '',
    withNumbers: true,
    withTraces: true,
  });
  return {
    isRunnable: true,
    mistakes: diagnostics,
    printed: {
      ...all(diagnostics, scenario.sources),
      text: runForm.page(result, PAGE),
      lines: runForm.lines(result, PAGE).join('\n'),
      json: runForm.json([result], '0'),
      junit: runForm.junit([result]),
      markdown: runForm.markdown([result]),
      github: runForm.annotations([result]).map(annotationLine).join('\n'),
    },
  };
}

function checked(diagnostics: readonly Diagnostic[]) {
  const file = 'x.yaml';
  return { file, title: null, isRunnable: false, diagnostics: diagnostics.map(diagnosticData), allowed: [] };
}

const folder = new URL('../../../scenarios/', import.meta.url);

/** What a scenario extends or replays, from beside it. */
function read(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, folder), 'utf8');
  } catch {
    return undefined;
  }
}

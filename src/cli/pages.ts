/** Files that are written from definitions: the schemas and the reference. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { lintsPage } from '../lint/index.ts';
import { checkJsonSchema } from '../report/check-json.ts';
import { jsonPage, runsJsonSchema } from '../report/json-schema.ts';
import { eventsJsonSchema, eventsPage } from '../report/stream/schema.ts';
import { verificationJsonSchema } from '../report/verification/json-schema.ts';
import { type Page, referencePages, scenarioJsonSchema } from '../scenario/index.ts';
import { verificationPage } from '../verify/index.ts';
import { jsonText } from './json-text.ts';
import type { SchemaName } from './schema.ts';
import { writeError, writeOut } from './terminal.ts';

export function schemaPages(): readonly Page[] {
  return [
    { file: 'schema/scenario.schema.json', text: jsonText(scenarioJsonSchema()) },
    { file: 'schema/runs.schema.json', text: jsonText(runsJsonSchema()) },
    { file: 'schema/events.schema.json', text: jsonText(eventsJsonSchema()) },
    { file: 'schema/verification.schema.json', text: jsonText(verificationJsonSchema()) },
    { file: 'schema/check.schema.json', text: jsonText(checkJsonSchema()) },
  ];
}

export function referenceFiles(): readonly Page[] {
  return [...referencePages(), lintsPage(), jsonPage(), eventsPage(), verificationPage()];
}

const SCHEMAS: Readonly<Record<SchemaName, () => unknown>> = {
  scenario: scenarioJsonSchema,
  runs: runsJsonSchema,
  check: checkJsonSchema,
  verification: verificationJsonSchema,
  events: eventsJsonSchema,
};

export function printSchema(of: SchemaName): void {
  writeOut(jsonText(SCHEMAS[of]()));
}

/** Every command's help, as it prints it. */
export function commandPage(program: Command): Page {
  const shown = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help');
  const sections = [program, ...shown].flatMap((command) => {
    const name = command === program ? 'knockon' : `knockon ${command.name()}`;
    return [`## ${name}`, `\`\`\`text\n${helpOf(command)}\n\`\`\``];
  });
  const origin = '<!-- Written from the commands; change those, not this. -->';
  return {
    file: 'docs/reference/commands.md',
    text: `${['# Commands', origin, ...sections].join('\n\n')}\n`,
  };
}

/** The whole help as on a terminal of 80 columns, examples included. */
export function helpOf(command: Command): string {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({
    ...before,
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  command.configureOutput(before);
  return text.trimEnd();
}

export function writePages(pages: readonly Page[]): void {
  for (const { file, text } of pages) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    writeError(`${file}\n`);
  }
}

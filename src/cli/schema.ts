/** `knockon schema`: the JSON Schemas of what goes in and of what comes out. */
import { Argument, Command } from 'commander';

const SCHEMAS = ['scenario', 'runs', 'check', 'verification'] as const;
export type SchemaName = (typeof SCHEMAS)[number];

export function schemaCommand(): Command {
  return new Command('schema')
    .summary('print the JSON Schema of scenarios')
    .description(
      'Prints the JSON Schema of scenarios, from which editors complete, explain and check; or that of the JSON of runs, of checks or of a verification.',
    )
    .addArgument(new Argument('[of]', 'of what').choices(SCHEMAS).default('scenario'))
    .option('--write', 'write all of them to schema/ instead')
    .addHelpText(
      'after',
      `
Examples:
  knockon schema > scenario.schema.json
  knockon schema runs
  knockon schema --write`,
    )
    .action(async (of: SchemaName, options: { write?: boolean }) => {
      const { printSchema, writePages, schemaPages } = await import('./pages.ts');
      if (options.write === true) writePages(schemaPages());
      else printSchema(of);
    });
}

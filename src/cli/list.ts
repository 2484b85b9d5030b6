/** `knockon list`: what there is to write scenarios with. */
import { Argument, Command, InvalidArgumentError } from 'commander';
import { nearestWord } from '../fields/did-you-mean.ts';

export const CATALOGS = [
  'faults',
  'actions',
  'policies',
  'presets',
  'brokers',
  'balancers',
  'workloads',
  'distributions',
  'metrics',
  'lints',
  'scenarios',
] as const;
export type CatalogName = (typeof CATALOGS)[number];

export function listCommand(): Command {
  return new Command('list')
    .summary('list faults, policies, metrics, lints and whatever else there is')
    .description('Lists what scenarios can be written with, a sentence each.')
    .addArgument(new Argument('[catalog]', 'only this one').choices(CATALOGS).argParser(catalogNamed))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  knockon list
  knockon list faults
  knockon list scenarios      (those that come with Knockon, by paths to run)
  knockon list metrics --json`,
    )
    .action(async (catalog: CatalogName | undefined, options: { json?: boolean }) => {
      const { listCatalogs } = await import('./list-catalogs.ts');
      listCatalogs(catalog, options.json === true);
    });
}

function catalogNamed(word: string): CatalogName {
  const known = CATALOGS.find((name) => name === word);
  if (known !== undefined) return known;
  const meant = nearestWord(word, CATALOGS);
  throw new InvalidArgumentError(
    meant === undefined ? `Expected one of ${CATALOGS.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

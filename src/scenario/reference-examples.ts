/**
 * The examples of the reference. Each is a piece of a scenario that may be laid upon one small system,
 * `example.yaml`, which lies beside the pages: with `extends: example.yaml` above it, it checks.
 */
import { Document, isCollection, isMap, isScalar, type Node, visit } from 'yaml';
import { exampleSystem } from '../sim/index.ts';

export const EXAMPLE_FILE = 'example.yaml';

/** Files that examples name, with what is in them. */
export const EXAMPLE_FILES: Readonly<Record<string, string>> = {
  'rates.csv': 'time,rate\n0s,40\n30s,40\n60s,160\n90s,40\n',
};

/** The whole small system. */
export function exampleScenario(): string {
  const about =
    '# Shoppers -> web -> orders -> payments, in two zones, with a queue of invoices beside.\n' +
    '# The examples of the reference are laid upon it: write `extends: example.yaml` above one, and it checks.\n';
  return `${about}${asYaml({ title: 'The system that the reference takes its examples from', ...exampleSystem })}\n`;
}

/** A piece of a scenario, as a block of a page. */
export function example(piece: Readonly<Record<string, unknown>>): string {
  return `\`\`\`yaml\n${asYaml(piece)}\n\`\`\``;
}

/** What an operation of the example system does instead. */
export function operationExample(service: string, operation: string, steps: readonly unknown[]): string {
  return example({ services: { [service]: { operations: { [operation]: steps } } } });
}

/** The load of the example system with other keys than its rate. */
export function loadExample(keys: Readonly<Record<string, unknown>>): string {
  const asked = 'mix' in keys ? {} : { operation: 'web.checkout' };
  return example({ load: [{ name: 'shoppers', ...asked, ...keys }] });
}

/** A value in one line, as it would stand behind its key. */
export function inOneLine(value: unknown): string {
  const document = new Document(value);
  visit(document, { Collection: (_, node) => void (node.flow = true) });
  return document.toString({ flowCollectionPadding: true, lineWidth: 0 }).trimEnd();
}

/** Longer ones are easier to read in several lines; as JSON, whose quotes make it a fifth longer. */
const LONGEST_JSON = 90;

/** Short mappings in one line, as a person would write them. */
function asYaml(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Collection: (_, node) => {
      node.flow =
        node !== document.contents && isSmall(node) && JSON.stringify(node.toJSON()).length <= LONGEST_JSON;
    },
  });
  return document.toString({ flowCollectionPadding: true, lineWidth: 0 }).trimEnd();
}

/** Lists of mappings stay a line for each; everything else may be one line. */
function isSmall(node: Node): boolean {
  if (isScalar(node)) return true;
  if (!isCollection(node)) return false;
  if (isMap(node)) return node.items.every((pair) => isSmall(pair.value as Node));
  return node.items.every((item) => isScalar(item));
}

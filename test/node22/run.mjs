/**
 * Runs systems on whatever Node this is, with the bundled simulator, and prints what tells runs apart.
 * Plain JavaScript: Node 22 need not know TypeScript. Arguments: the simulator, and the systems as JSON.
 */
const [simulator, systems] = process.argv.slice(2);
const { compile, parseSystem, Run } = await import(simulator);

const runs = JSON.parse(systems).map((system) => {
  const { plan, problems } = compile(parseSystem(system));
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  const run = new Run(plan, { seed: '22' });
  run.advance();
  return { hash: run.hash, state: run.stateHash(), events: run.events, ledger: run.checkLedger() };
});
console.log(JSON.stringify({ node: process.version, runs }));

/** One client with a retry budget, driven step by step without a machine around it. */
import { budgetSettings, budgetShared, budgets } from '../../../src/sim/policy/budget/index.ts';
import type { PolicyHost } from '../../../src/sim/policy/contract.ts';
import { policies } from '../../../src/sim/policy/index.ts';
import { ERROR, TIMED_OUT } from '../../../src/sim/terms/outcomes.ts';

const SECOND = 1e9;

export class Client {
  private readonly clock = new Float64Array(1);
  private readonly settings: Float64Array;
  private readonly shared: Float64Array;
  private readonly words = new Int32Array(100);
  private readonly machine;

  /** `budget` as a scenario writes it. */
  constructor(budget: unknown) {
    const spec = policies.retry.params.parse({ attempts: 2, budget }).budget;
    this.settings = Float64Array.from(budgetSettings(spec));
    const [number, ...account] = budgetShared(spec);
    this.shared = Float64Array.from(account);
    this.machine = budgets[number].machine;
  }

  private get host(): PolicyHost {
    const { clock, settings, shared, words } = this;
    return { clock, settings, shared, words } as unknown as PolicyHost;
  }

  at(seconds: number): this {
    this.clock[0] = seconds * SECOND;
    return this;
  }

  /** The first number of the account. */
  get tokens(): number {
    return this.shared[0];
  }

  send(call = 0, isRetry = false): this {
    this.machine.sent(this.host, 0, 0, call, isRetry);
    return this;
  }

  succeed(call = 0): this {
    this.machine.succeeded(this.host, 0, 0, call);
    return this;
  }

  fail(call = 0, counts = true): this {
    this.machine.failed(this.host, 0, 0, call, counts);
    return this;
  }

  /** Asks for one retry of a call that has failed; what it costs is paid. */
  may(call = 0, how: 'error' | 'timeout' = 'error'): boolean {
    return this.machine.allows(this.host, 0, 0, call, how === 'timeout' ? TIMED_OUT : ERROR);
  }

  drop(call: number, pauses: boolean): this {
    this.machine.dropped(this.host, 0, 0, call, pauses);
    return this;
  }

  /** So many retries it would allow now, up to `most`; they are paid for. */
  allowed(most = 1000): number {
    let count = 0;
    while (count < most && this.may()) count += 1;
    return count;
  }
}

/** The time of a session's calls: which deadline holds, and how much work is done until the next look at it. */
import type { Fuel as InterpreterFuel } from '../ir/index.ts';
import { InvalidArgumentError } from '../source/index.ts';
import type { CallOptions, Fuel } from './call-options.ts';
import type { CallTiming } from './controller.ts';
import { Deadline, expectTimeout, MOST_FUEL } from './deadline.ts';
import type { Engine } from './engine.ts';

/** Instructions that are interpreted between two checkpoints: a millisecond's work if many are calls. */
const INTERPRETER_FUEL = 2000;

export class CallClock implements CallTiming {
  /** The interpreter burns it, and passes a checkpoint when it is used up. */
  readonly fuel: InterpreterFuel = {
    remaining: INTERPRETER_FUEL,
    refill: () => {
      this.checkpoint();
      this.fuel.remaining = INTERPRETER_FUEL;
    },
  };
  readonly #engine: Pick<Engine, 'name' | 'hasCheckpoints'>;
  /** The time of each call from the host, in milliseconds. */
  readonly timeout: number | undefined;
  /** The end of the calls that are running. */
  #deadline: Deadline | undefined;

  readonly #refuel: (fuel: Fuel) => void;

  /**
   * @param refuel Has code ask after so much work.
   * @throws InvalidArgumentError for a timeout that is none, or that the engine cannot keep.
   */
  constructor(
    { name, hasCheckpoints = false }: Engine,
    timeout: number | undefined,
    refuel: (fuel: Fuel) => void,
  ) {
    this.#refuel = refuel;
    this.#engine = { name, hasCheckpoints };
    this.timeout = timeout;
    if (timeout === undefined) return;
    expectTimeout('the timeout of a session', timeout);
    this.#checkKeepsDeadlines();
  }

  /** Sets the session's own deadline for a call that is in no other. Returns the one that holds. */
  enter(): Deadline | undefined {
    const { timeout } = this;
    return timeout === undefined || this.isTimed ? this.#deadline : this.narrow({ timeout });
  }

  get isTimed(): boolean {
    return this.#deadline !== undefined;
  }

  get timeLeft(): number {
    return this.#deadline?.timeLeft ?? Number.POSITIVE_INFINITY;
  }

  checkpoint(): Fuel {
    return this.#deadline?.check() ?? MOST_FUEL;
  }

  /**
   * Sets a deadline within the one that holds, and returns that.
   *
   * @throws DeadlineError where it has passed already, the reason of a signal that was aborted, and
   * InvalidArgumentError for options that are none, or that the engine cannot keep.
   */
  narrow(options: CallOptions): Deadline | undefined {
    this.#checkKeepsDeadlines();
    const outer = this.#deadline;
    const deadline = new Deadline(options, outer);
    this.#refuel(deadline.check());
    this.#deadline = deadline;
    return outer;
  }

  /** Goes back to the deadline that `enter` or `narrow` has returned. */
  restore(outer: Deadline | undefined): void {
    this.#deadline = outer;
  }

  #checkKeepsDeadlines(): void {
    const { name, hasCheckpoints } = this.#engine;
    if (hasCheckpoints) return;
    throw new InvalidArgumentError(`the engine '${name}' makes code that keeps no deadlines`);
  }
}

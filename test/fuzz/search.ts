/** The search for programs that do not agree, in a child process of `main.ts`. */
import * as fc from 'fast-check';
import type { TestEngine } from '../support/engines.ts';
import { type KindName, kinds } from './kinds.ts';

/** Programs of one kind on one engine before the next one takes its turn. */
const ROUND = 10;

export interface Plan {
  readonly minutes: number;
  readonly seed: number;
  readonly kinds: readonly KindName[];
  readonly engines: readonly TestEngine[];
}

export type Message =
  | { readonly kind: 'trying'; readonly engine: string; readonly text: string }
  | { readonly kind: 'failure'; readonly text: string }
  | { readonly kind: 'done' };

/** So much of an error's message tells it from others, and hardly depends on the program. */
const ABOUT = 40;

interface Failure {
  readonly what: string;
  /** The case as the reference and those that do not agree with it would have it. */
  readonly results: Readonly<Record<string, string>>;
}

/** Ends when the message has arrived. */
type Send = (message: Message) => Promise<void>;

/** Sends a message before each program, and one at the end: at the first failure, or in time. */
export async function search(plan: Plan, send: Send): Promise<void> {
  const end = Date.now() + plan.minutes * 60_000;
  for (let lap = 0; Date.now() < end; lap++) {
    for (const engine of plan.engines) {
      for (const kind of plan.kinds) {
        const seed = plan.seed + lap;
        const failure = await tryRound(kind, engine, seed, end, send);
        if (failure === undefined) continue;
        const found = `--kind ${kind} --seed ${seed} finds this on ${engine.name}`;
        return await send({ kind: 'failure', text: `${found}:\n\n${failure}` });
      }
    }
  }
  await send({ kind: 'done' });
}

/** Shows what the smallest program that fails does, if any fails. */
async function tryRound(
  name: KindName,
  engine: TestEngine,
  seed: number,
  end: number,
  send: Send,
): Promise<string | undefined> {
  const { arbitrary, findDifference, reduce, folder } = kinds[name];
  const tryOne = async (text: string): Promise<Failure | undefined> => {
    await send({ kind: 'trying', engine: engine.name, text });
    try {
      const difference = findDifference(text, engine);
      return difference && { what: 'difference', results: difference };
    } catch (thrown) {
      return { what: String(thrown).slice(0, ABOUT), results: { reference: text } };
    }
  };
  const property = fc.asyncProperty(arbitrary, async (text) => (await tryOne(text)) === undefined);
  const { counterexample } = await fc.check(property, {
    seed,
    numRuns: ROUND,
    endOnFailure: true, // the reducer gets further, and faster, than fast-check does with these trees
    interruptAfterTimeLimit: Math.max(end - Date.now(), 1),
    markInterruptAsFailure: false,
  });
  if (counterexample === null) return undefined;
  const [text] = counterexample;
  const what = (await tryOne(text))?.what;
  const smallest = await reduce(text, async (smaller) => (await tryOne(smaller))?.what === what);
  const { reference, ...others } = (await tryOne(smallest))?.results ?? {};
  const rest = Object.entries(others).map(([who, found]) => `${who} has:\n\n${found.trimEnd()}\n`);
  return [`${what}; a case for ${folder}:\n\n${reference?.trimEnd()}\n`, ...rest].join('\n');
}

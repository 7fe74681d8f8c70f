/** The interactive session: reads entries from a terminal and runs them until the user leaves. */
import { homedir } from 'node:os';
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import { type Inputs, sourcesOf } from '../terminal/input.ts';
import { InterruptibleRunner } from '../terminal/interrupt.ts';
import type { NumberFormat } from '../terminal/number-format.ts';
import { COMMANDS, sourceStart } from './commands/commands.ts';
import { LineEditor } from './editor/line-editor.ts';
import { complete } from './input/completer.ts';
import type { EntryReader } from './input/entry-reader.ts';
import { highlight } from './input/highlighter.ts';
import { defaultHistoryFile, History } from './input/history.ts';
import { PlainReader } from './input/plain-reader.ts';
import { TerminalOutput } from './input/terminal-output.ts';
import { ReplSession } from './session.ts';

export interface ReplOptions {
  /** Creates the session, at the start and at `:reset`. Its output must go to the same terminal. */
  readonly createJIT: () => Promise<KaleidoscopeJIT>;
  /** Programs that run before the first entry. */
  readonly programs?: Inputs;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly colour: boolean;
  /** The format of values. Default: shortest. */
  readonly format?: NumberFormat;
  /** Empty for no file. Default: `defaultHistoryFile`. */
  readonly historyFile?: string;
  readonly version: string;
}

const PROMPTS = { first: 'ks> ', next: '... ' };

/** Runs the session. Resolves to the exit code when the user leaves or the input ends. */
export async function startRepl(options: ReplOptions): Promise<number> {
  const { version, programs = { files: [], texts: [] } } = options;
  const output = new TerminalOutput(options.output);
  const history = new History(options.historyFile ?? defaultHistoryFile(process.env, homedir()));
  const display = {
    get columns() {
      return output.columns;
    },
    print: (text: string) => output.write(`${text.replace(/\r?\n/g, '\r\n')}\r\n`),
    freshLine: () => reader.freshLine(),
  };
  const jit = await options.createJIT();
  const session = new ReplSession(jit, display, options.colour, options.format);
  using reader = createReader(options, output, session, history.entries);
  session.note(`Kaleidoscope ${version}. Type :help for help, Ctrl-D to leave.`);
  const runner = new InterruptibleRunner();
  process.on('SIGINT', reader.cancel);
  try {
    for (const read of sourcesOf(programs)) {
      if (!runner.run(() => session.load(read))) session.interrupted();
      reader.freshLine();
    }
    await converse(session, reader, history, runner, options.createJIT);
  } finally {
    session.jit[Symbol.dispose]();
    process.off('SIGINT', reader.cancel);
  }
  return 0;
}

async function converse(
  session: ReplSession,
  reader: EntryReader,
  history: History,
  runner: InterruptibleRunner,
  createJIT: () => Promise<KaleidoscopeJIT>,
): Promise<void> {
  while (session.state !== 'over') {
    const reading = await reader.read();
    if (reading.kind === 'end') return;
    if (reading.kind === 'entry') {
      history.add(reading.text);
      if (!runner.run(() => session.enter(reading.text))) session.interrupted();
      reader.freshLine();
      if (session.state === 'to be reset') {
        session.jit[Symbol.dispose]();
        session.restart(await createJIT());
      }
    } else if (reading.wasEmpty) session.note('Press Ctrl-D or type :quit to leave.');
  }
}

function createReader(
  { input, colour }: ReplOptions,
  output: TerminalOutput,
  session: ReplSession,
  history: readonly string[],
): EntryReader {
  const isComplete = (text: string) => session.isComplete(text);
  const { TERM } = process.env;
  if (TERM === 'dumb') return new PlainReader({ input, output, prompts: PROMPTS, isComplete });
  const hostNames = [...session.host.names()];
  const completions = {
    commands: COMMANDS,
    names: () => session.definitions.names(),
    inspectable: () => session.definitions.inspectable(),
    hostNames: () => hostNames,
  };
  const isKnown = (name: string) => session.definitions.isKnown(name);
  return new LineEditor({
    input,
    output,
    prompts: PROMPTS,
    history,
    language: { isComplete, complete: (buffer) => complete(buffer, completions) },
    highlight: (text) => (colour ? highlight(text, sourceStart(text), isKnown) : []),
  });
}

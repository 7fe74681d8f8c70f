/** The interactive session: reads entries from a terminal and runs them until the user leaves. */
import { homedir } from 'node:os';
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import { createRuntime, Output } from '../../runtime/index.ts';
import { InterruptibleRunner, type Runner, UninterruptibleRunner } from '../interrupt.ts';
import { COMMANDS, sourceStart } from './commands.ts';
import { complete } from './completer.ts';
import { LineEditor } from './editor/line-editor.ts';
import type { EntryReader } from './entry-reader.ts';
import { highlight } from './highlighter.ts';
import { defaultHistoryFile, History } from './history.ts';
import { PlainReader } from './plain-reader.ts';
import { ReplSession } from './session.ts';
import { TerminalOutput } from './terminal-output.ts';

export interface ReplOptions {
  /** What programs are run by. Its output must end on the same terminal. Stays open. */
  readonly jit: KaleidoscopeJIT;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly colour: boolean;
  /** Empty for none. Default: as `KALEIDOSCOPE_HISTORY` says, or in the user's directory. */
  readonly historyFile?: string;
  readonly version: string;
  /** Whether running programs are JavaScript's to terminate. Default: true. */
  readonly isInterruptible?: boolean;
}

const PROMPTS = { first: 'ks> ', next: '... ' };

/** Runs the session. Resolves to the exit code when the user leaves or the input ends. */
export async function startRepl(options: ReplOptions): Promise<number> {
  const { jit, version } = options;
  const output = new TerminalOutput(options.output);
  const history = new History(options.historyFile ?? defaultHistoryFile(process.env, homedir()));
  const display = {
    print: (text: string) => output.write(`${text.replace(/\r?\n/g, '\r\n')}\r\n`),
    freshLine: () => reader.freshLine(),
  };
  const session = new ReplSession(jit, display, options.colour);
  using reader = createReader(options, output, session, history.entries);
  session.note(`Kaleidoscope ${version}. Type :help for help, Ctrl-D to leave.`);
  const runner =
    options.isInterruptible === false
      ? new UninterruptibleRunner(reader.cancel)
      : new InterruptibleRunner();
  process.on('SIGINT', reader.cancel);
  try {
    await converse(session, reader, history, runner);
  } finally {
    process.off('SIGINT', reader.cancel);
  }
  return 0;
}

async function converse(
  session: ReplSession,
  reader: EntryReader,
  history: History,
  runner: Runner,
): Promise<void> {
  while (!session.isOver) {
    const reading = await reader.read();
    if (reading.kind === 'end') return;
    if (reading.kind === 'entry') {
      history.add(reading.text);
      if (!runner.run(() => session.enter(reading.text))) session.interrupted();
      reader.freshLine();
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
  const { definitions } = session;
  const hostNames = [...createRuntime(new Output(() => {})).names()];
  const completions = {
    commands: COMMANDS,
    names: () => definitions.names(),
    inspectable: () => definitions.inspectable(),
    hostNames: () => hostNames,
  };
  const isKnown = (name: string) => definitions.isKnown(name);
  return new LineEditor({
    input,
    output,
    prompts: PROMPTS,
    history,
    language: { isComplete, complete: (buffer) => complete(buffer, completions) },
    highlight: (text) => (colour ? highlight(text, sourceStart(text), isKnown) : []),
  });
}

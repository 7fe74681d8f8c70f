/** The interactive session: reads entries from a terminal and runs them until the user leaves. */
import { homedir } from 'node:os';
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import { createRuntime, Output } from '../../runtime/index.ts';
import { COMMANDS, sourceStart } from './commands.ts';
import { complete } from './completer.ts';
import { LineEditor } from './editor/line-editor.ts';
import { highlight } from './highlighter.ts';
import { defaultHistoryFile, History } from './history.ts';
import { InterruptibleRunner } from './interrupt.ts';
import { ReplSession } from './session.ts';

export interface ReplOptions {
  /** What programs are run by. Its output must end on the same terminal. Stays open. */
  readonly jit: KaleidoscopeJIT;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly colour: boolean;
  /** Empty for none. Default: as `KALEIDOSCOPE_HISTORY` says, or in the user's directory. */
  readonly historyFile?: string;
  readonly version: string;
}

const PROMPTS = { first: 'ks> ', next: '... ' };

/** Runs the session. Resolves to the exit code when the user leaves or the input ends. */
export async function startRepl(options: ReplOptions): Promise<number> {
  const { jit, output, version } = options;
  const history = new History(options.historyFile ?? defaultHistoryFile(process.env, homedir()));
  const display = {
    print: (text: string) => void output.write(`${text.replace(/\r?\n/g, '\r\n')}\r\n`),
    freshLine: () => editor.freshLine(),
  };
  const session = new ReplSession(jit, display, options.colour);
  using editor = createEditor(options, session, history.entries);
  session.note(`Kaleidoscope ${version}. Type :help for help, Ctrl-D to leave.`);
  const runner = new InterruptibleRunner();
  process.on('SIGINT', editor.cancel);
  try {
    while (!session.isOver) {
      const reading = await editor.read();
      if (reading.kind === 'end') break;
      if (reading.kind === 'entry') {
        history.add(reading.text);
        if (!runner.run(() => session.enter(reading.text))) session.interrupted();
        editor.freshLine();
      } else if (reading.wasEmpty) session.note('Press Ctrl-D or type :quit to leave.');
    }
  } finally {
    process.off('SIGINT', editor.cancel);
  }
  return 0;
}

function createEditor(
  { input, output, colour }: ReplOptions,
  session: ReplSession,
  history: readonly string[],
): LineEditor {
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
    language: {
      isComplete: (text) => session.isComplete(text),
      complete: (buffer) => complete(buffer, completions),
    },
    highlight: (text) => (colour ? highlight(text, sourceStart(text), isKnown) : []),
  });
}

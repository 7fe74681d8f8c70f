/** Tells input that is wrong from input that has only not ended. */
import { OperatorTable, Parser } from '../../language/index.ts';
import { type Diagnostic, SourceFile } from '../../source/index.ts';

/**
 * Whether more text could make a program of `text`: its first error is that it ends.
 *
 * @param operators Those in force; they are left as they are.
 */
export function isIncomplete(text: string, operators: OperatorTable): boolean {
  const errors: Diagnostic[] = [];
  const parser = new Parser(new SourceFile('', text), copyOf(operators), (diagnostic) => {
    if (diagnostic.severity === 'error') errors.push(diagnostic);
  });
  while (errors.length === 0 && parser.next() !== undefined);
  return errors[0]?.atEnd ?? false;
}

function copyOf(operators: OperatorTable): OperatorTable {
  const copy = new OperatorTable();
  for (let character = 0; character < 128; character++) copy.restore(operators.save(character));
  return copy;
}

/** Tells input that is wrong from input that has only not ended. */
import { type OperatorTable, Parser } from '../../../language/index.ts';
import { type Diagnostic, SourceFile } from '../../../source/index.ts';

/**
 * Whether more text could make a program of `text`: its first error is that it ends.
 *
 * @param operators Those in force; they are left as they are.
 */
export function isIncomplete(text: string, operators: OperatorTable): boolean {
  const errors: Diagnostic[] = [];
  const parser = new Parser(new SourceFile('', text), operators.copy(), (diagnostic) => {
    if (diagnostic.severity === 'error') errors.push(diagnostic);
  });
  while (errors.length === 0 && parser.next() !== undefined);
  return errors[0]?.atEnd ?? false;
}

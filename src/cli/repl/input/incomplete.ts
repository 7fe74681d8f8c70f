/** Tells incomplete input from wrong input. */
import { type OperatorTable, Parser } from '../../../language/index.ts';
import { type Diagnostic, SourceFile } from '../../../source/index.ts';

/**
 * Whether more text could make `text` a program: its first error is at its end.
 *
 * @param operators The operators in force; the function does not change them.
 */
export function isIncomplete(text: string, operators: OperatorTable): boolean {
  const errors: Diagnostic[] = [];
  const parser = new Parser(new SourceFile('', text), operators.copy(), (diagnostic) => {
    if (diagnostic.severity === 'error') errors.push(diagnostic);
  });
  while (errors.length === 0 && parser.next() !== undefined);
  return errors[0]?.atEnd ?? false;
}

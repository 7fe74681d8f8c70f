/**
 * What distinguishes functions of a program from those of a session: others see them, and they call
 * others by name.
 */

/**
 * Makes functions private that others should not see, and says of the rest that they are not what C
 * means by their names: also those that others define, whose results would have other bits if LLVM
 * computed them. All may throw, as what a C++ program defines may: its exceptions pass through.
 */
export function withVisibility(text: string, isExported: (name: string) => boolean): string {
  return text
    .replace(/^(declare double @(?!llvm\.).*)$/gm, '$1 nobuiltin')
    .replace(
      /^define double @("[^"]*"|[^"(]+)(.*) nounwind /gm,
      (_, quoted: string, parameters: string) => {
        const linkage = isExported(quoted.replace(/"/g, '')) ? '' : 'internal ';
        return `define ${linkage}double @${quoted}${parameters} nobuiltin `;
      },
    );
}

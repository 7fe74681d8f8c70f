/** Numbers that a seed decides. */

/** Numbers from 0 to 1: a linear congruential generator (Numerical Recipes, section 7.1). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

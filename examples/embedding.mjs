import { KaleidoscopeJIT } from 'kaleidoscope-jit';

const jit = new KaleidoscopeJIT();
jit.events.on('ready', ({ name, size }) => console.log(`${name} is ready: ${size} bytes`));

jit.defineHostFunction('clamp', (x, low, high) => Math.min(Math.max(x, low), high));
jit.addSource('def fee(amount) clamp(amount / 50, 2, 20)'); // compiles nothing
const fee = jit.function('fee'); // nor does this
console.log(fee(300)); // compiles fee, and prints 6

jit.addSource('def fee(amount) 5 + amount / 100');
console.log(fee(300)); // the same function with the new body: 8
console.log(jit.evaluate('fee(300) + fee(100)')); // 14

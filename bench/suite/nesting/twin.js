function mix(p, q) {
  const a = p * 0.5;
  const b = q * 0.25;
  let c = a + b;
  let d = a - b;
  let e = c * d + p;
  let f = c - d * q;
  let a2 = e * 0.125 + a;
  let b2 = f * 0.125 - b;
  let g = a2 * b2;
  let h = a2 + b2;
  const i = c - f;
  c = c + g * 0.5;
  d = d - h * 0.25;
  e = e * 0.75 + i;
  {
    const j = c + d;
    const k = d * e;
    const l = e - f;
    const c2 = j * k * 0.0625;
    const m = k - l;
    const o = l + j;
    f = f * 0.5 + c2;
    g = g * 0.5 - m * 0.125;
    h = h * 0.5 + o * 0.125;
    a2 = (a2 + j) * 0.25;
    b2 = (b2 + k) * 0.25;
  }
  return (a2 + b2 + c + d) * 0.0625 + (e + f + g + h + i) * 0.03125;
}

export function run(n) {
  let x = 0.5;
  let y = 0.25;
  let i = 1;
  do {
    const z = mix(x, y);
    x = y * 0.5 + z * 0.5;
    y = z / (1 + x * x);
  } while (i++ < n);
  return x + y;
}

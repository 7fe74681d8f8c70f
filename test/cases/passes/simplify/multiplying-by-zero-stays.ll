; run: simplify
; x * 0 is -0 for negative x, and NaN for infinities.
define double @f(double %x) {
entry:
  %r = fmul double %x, 0.0
  ret double %r
}

; expect: unchanged

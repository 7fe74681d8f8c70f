; run: simplify
; -0 + 0 is 0: the sum is not x.
define double @f(double %x) {
entry:
  %r = fadd double %x, 0.0
  ret double %r
}

; expect: unchanged

; run: simplify
; -0 - -0 is 0: the difference is not x.
define double @f(double %x) {
entry:
  %r = fsub double %x, -0.0
  ret double %r
}

; expect: unchanged

; run: simplify
; x - x is NaN for NaN and infinities.
define double @f(double %x) {
entry:
  %r = fsub double %x, %x
  ret double %r
}

; expect: unchanged

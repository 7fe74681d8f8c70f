; run: simplify
; -(x - y) is -0 where y - x is 0.
define double @f(double %x, double %y) {
entry:
  %d = fsub double %x, %y
  %r = fneg double %d
  ret double %r
}

; expect: unchanged

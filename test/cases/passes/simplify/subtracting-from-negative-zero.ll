; run: simplify
; -0 - x is -x for every x.
define double @f(double %x) {
entry:
  %r = fsub double -0.0, %x
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fneg double %x
  ret double %0
}

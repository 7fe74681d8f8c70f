; run: simplify
; x + (-y) is x - y by definition.
define double @f(double %x, double %y) {
entry:
  %n = fneg double %y
  %r = fadd double %x, %n
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fneg double %y
  %1 = fsub double %x, %y
  ret double %1
}

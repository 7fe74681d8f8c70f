; run: simplify
; Signs of products multiply.
define double @f(double %x, double %y) {
entry:
  %m = fneg double %x
  %n = fneg double %y
  %p = fmul double %m, %n
  %r = fdiv double %m, 3.0
  %s = fadd double %p, %r
  ret double %s
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fneg double %x
  %1 = fneg double %y
  %2 = fmul double %x, %y
  %3 = fdiv double %x, -3.0
  %4 = fadd double %2, %3
  ret double %4
}

; run: reassociate, simplify, eliminate-dead-code
; a and b compare the same: side by side, `simplify` makes them one.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %c = fcmp olt double %x, 9.0
  %b = fcmp oeq double %x, %y
  %p = or i1 %a, %c
  %q = or i1 %p, %b
  %r = uitofp i1 %q to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, 9.0
  %1 = fcmp ole double %x, %y
  %2 = or i1 %1, %0
  %3 = uitofp i1 %2 to double
  ret double %3
}

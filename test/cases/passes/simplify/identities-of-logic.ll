; run: simplify
; Each of these is a, or known.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %c = and i1 %a, true
  %d = or i1 %c, false
  %e = xor i1 %d, false
  %f = and i1 %e, %e
  %n = xor i1 %b, true
  %g = or i1 %b, %n
  %h = and i1 %f, %g
  %r = uitofp i1 %h to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp oeq double %x, 1.0
  %2 = fcmp une double %x, 1.0
  %3 = uitofp i1 %0 to double
  ret double %3
}

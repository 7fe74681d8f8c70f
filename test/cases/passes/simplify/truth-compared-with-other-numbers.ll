; run: simplify
; A truth is 1 or 0: it is below 2, not below 0, and above 0.5 if it holds.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %n = uitofp i1 %a to double
  %p = fcmp olt double %n, 2.0
  %q = fcmp olt double %n, 0.0
  %s = fcmp ogt double %n, 0.5
  %t = and i1 %p, %s
  %u = or i1 %t, %q
  %r = uitofp i1 %u to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp oeq double %x, 1.0
  %2 = uitofp i1 %0 to double
  %3 = uitofp i1 %0 to double
  ret double %3
}

; run: simplify
; Only from zero is a difference as exact as a negation.
define double @f(double %x) {
entry:
  %a = fsub double 5.0, %x
  %b = fcmp olt double %a, 3.0
  %c = fsub double 0.0, %x
  %d = fcmp olt double %c, 3.0
  %e = and i1 %b, %d
  %r = uitofp i1 %e to double
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fsub double 5.0, %x
  %1 = fcmp olt double %0, 3.0
  %2 = fsub double 0.0, %x
  %3 = fcmp ogt double %x, -3.0
  %4 = and i1 %1, %3
  %5 = uitofp i1 %4 to double
  ret double %5
}

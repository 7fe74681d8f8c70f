; run: number-values
; x < y is y > x; y < x is another thing.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp ogt double %y, %x
  %c = fcmp olt double %y, %x
  %d = and i1 %a, %b
  %e = or i1 %d, %c
  %r = uitofp i1 %e to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp olt double %y, %x
  %2 = and i1 %0, %0
  %3 = or i1 %2, %1
  %4 = uitofp i1 %3 to double
  ret double %4
}

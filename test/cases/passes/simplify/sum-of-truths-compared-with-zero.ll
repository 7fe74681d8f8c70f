; run: simplify
; A sum of two truths is above zero, or differs from it, if one holds; other questions stay.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, 1.0
  %b = fcmp olt double %y, 2.0
  %c = uitofp i1 %a to double
  %d = uitofp i1 %b to double
  %s = fadd double %c, %d
  %p = fcmp one double %s, 0.0
  %q = fcmp ole double %s, 0.0
  %t = fadd double %c, %y
  %v = fcmp one double %t, 0.0
  %e = uitofp i1 %p to double
  %g = uitofp i1 %q to double
  %h = uitofp i1 %v to double
  %i = fsub double %e, %g
  %r = fsub double %i, %h
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, 1.0
  %1 = fcmp olt double %y, 2.0
  %2 = uitofp i1 %0 to double
  %3 = uitofp i1 %1 to double
  %4 = fadd double %2, %3
  %5 = or i1 %0, %1
  %6 = fcmp ole double %4, 0.0
  %7 = fadd double %2, %y
  %8 = fcmp one double %7, 0.0
  %9 = uitofp i1 %5 to double
  %10 = uitofp i1 %6 to double
  %11 = uitofp i1 %8 to double
  %12 = fsub double %9, %10
  %13 = fsub double %12, %11
  ret double %13
}

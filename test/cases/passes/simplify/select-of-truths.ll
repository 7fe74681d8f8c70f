; run: simplify
; A choice with a known side is logic, and the conversion comes last.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %p = uitofp i1 %b to double
  %s = select i1 %a, double %p, double 0.0
  %t = select i1 %a, double 1.0, double %p
  %u = fadd double %s, %t
  ret double %u
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp oeq double %x, 1.0
  %2 = uitofp i1 %1 to double
  %3 = and i1 %0, %1
  %4 = uitofp i1 %3 to double
  %5 = or i1 %0, %1
  %6 = uitofp i1 %5 to double
  %7 = fadd double %4, %6
  ret double %7
}

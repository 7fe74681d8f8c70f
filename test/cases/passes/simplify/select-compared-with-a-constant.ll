; run: simplify
; Both sides are known, and so is what the comparison is for each.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %s = select i1 %a, double 5.0, double 0.0
  %t = fcmp ult double %s, 1.0
  %r = uitofp i1 %t to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp oeq double %x, 1.0
  %2 = select i1 %0, double 5.0, double 0.0
  %3 = fcmp uge double %x, %y
  %4 = uitofp i1 %3 to double
  ret double %4
}

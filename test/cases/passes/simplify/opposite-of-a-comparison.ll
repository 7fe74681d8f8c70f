; run: simplify
; not (x < y) is y <= x or unordered: NaN changes sides.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %n = xor i1 %a, true
  %r = uitofp i1 %n to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp oeq double %x, 1.0
  %2 = fcmp uge double %x, %y
  %3 = uitofp i1 %2 to double
  ret double %3
}

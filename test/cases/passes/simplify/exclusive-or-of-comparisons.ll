; run: simplify
; Less, or less or equal, but not both: equal.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp ole double %x, %y
  %c = xor i1 %a, %b
  %r = uitofp i1 %c to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp ole double %x, %y
  %2 = fcmp oeq double %x, %y
  %3 = uitofp i1 %2 to double
  ret double %3
}

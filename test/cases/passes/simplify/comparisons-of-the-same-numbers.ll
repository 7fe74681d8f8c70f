; run: simplify
; x < y or y < x is x != y; with equality it is being ordered.
define double @f(double %x, double %y) {
entry:
  %a = fcmp ult double %x, %y
  %b = fcmp ult double %y, %x
  %c = or i1 %a, %b
  %d = xor i1 %c, true
  %r = uitofp i1 %d to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp ult double %x, %y
  %1 = fcmp ult double %y, %x
  %2 = fcmp une double %x, %y
  %3 = fcmp oeq double %x, %y
  %4 = uitofp i1 %3 to double
  ret double %4
}

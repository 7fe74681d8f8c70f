; run: simplify
; Sides change places; a choice between equal values is none.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %n = xor i1 %b, true
  %o = and i1 %a, %n
  %p = xor i1 %o, true
  %s = select i1 %p, double %x, double %y
  %t = select i1 %a, double %s, double %s
  ret double %t
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp oeq double %x, 1.0
  %2 = fcmp une double %x, 1.0
  %3 = and i1 %0, %2
  %4 = xor i1 %3, true
  %5 = select i1 %3, double %y, double %x
  ret double %5
}

; run: reassociate
; A repeated operand of `and` counts once; a pair in `xor` counts not at all.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %p = and i1 %a, %b
  %q = and i1 %p, %a
  %s = xor i1 %a, %q
  %t = xor i1 %s, %a
  %u = xor i1 %t, %q
  %v = xor i1 %u, %b
  %r = uitofp i1 %v to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp oeq double %x, 1.0
  %2 = and i1 %0, %1
  %3 = xor i1 %1, false
  %4 = uitofp i1 %3 to double
  ret double %4
}

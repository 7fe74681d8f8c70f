; run: reassociate
; The inner `and` has another use, and would have to be computed twice.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %p = and i1 %b, %a
  %q = and i1 %p, %a
  %o = or i1 %q, %p
  %r = uitofp i1 %o to double
  ret double %r
}

; expect: unchanged

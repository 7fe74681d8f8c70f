; run: simplify
; x < x never holds but for NaN, and x == x tells NaN.
define double @f(double %x) {
entry:
  %a = fcmp ult double %x, %x
  %b = fcmp olt double %x, %x
  %c = fcmp ueq double %x, %x
  %d = and i1 %a, %c
  %e = or i1 %d, %b
  %r = uitofp i1 %e to double
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fcmp uno double %x, %x
  %1 = uitofp i1 %0 to double
  ret double %1
}

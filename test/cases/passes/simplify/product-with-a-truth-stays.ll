; run: simplify
; x * 1 is x, but x * 0 is NaN for infinities and -0 for negative x.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %p = uitofp i1 %a to double
  %r = fmul double %x, %p
  ret double %r
}

; expect: unchanged

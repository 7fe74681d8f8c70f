; run: simplify
; The number of a truth is 0 or 1, but not -0.
define double @f(double %x) {
entry:
  %a = fcmp olt double %x, 1.0
  %r = select i1 %a, double 1.0, double -0.0
  ret double %r
}

; expect: unchanged

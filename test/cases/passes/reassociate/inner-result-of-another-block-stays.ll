; run: reassociate
; It would be computed where it may not be needed, or not be computed where it is.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, 1.0
  %b = fcmp olt double %y, 2.0
  %d = and i1 %a, %b
  %e = fcmp olt double %x, %y
  br i1 %e, label %then, label %else
then:
  %f = and i1 %d, %a
  %r = uitofp i1 %f to double
  ret double %r
else:
  ret double %x
}

; expect: unchanged

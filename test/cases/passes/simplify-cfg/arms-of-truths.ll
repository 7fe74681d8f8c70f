; run: simplify-cfg
; Logic without a branch: a comparison that runs in vain costs less than a wrong prediction.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %else
then:
  %b = fcmp olt double %y, 1.0
  %p = uitofp i1 %b to double
  br label %endif
else:
  br label %endif
endif:
  %r = phi double [ %p, %then ], [ 0.0, %else ]
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp olt double %y, 1.0
  %2 = uitofp i1 %1 to double
  %3 = select i1 %0, double %2, double 0.0
  ret double %3
}

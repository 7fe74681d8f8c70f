; run: simplify-cfg
; So much is not computed in vain. Only the empty arm goes.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %else
then:
  %q = fadd double %x, 1.0
  %p = fmul double %q, %y
  br label %endif
else:
  br label %endif
endif:
  %r = phi double [ %p, %then ], [ %y, %else ]
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  br i1 %0, label %then, label %endif
then:
  %1 = fadd double %x, 1.0
  %2 = fmul double %1, %y
  br label %endif
endif:
  %3 = phi double [ %2, %then ], [ %y, %entry ]
  ret double %3
}

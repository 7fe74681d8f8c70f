; run: simplify-cfg
; A select of doubles is a branch in engines: the addition would run in vain. Only the empty arm goes.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %else
then:
  %p = fadd double %x, 1.0
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
  br label %endif
endif:
  %2 = phi double [ %1, %then ], [ %y, %entry ]
  ret double %2
}

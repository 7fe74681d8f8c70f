; run: simplify-cfg
; Nothing runs in vain, and one value is chosen.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %else
then:
  br label %endif
else:
  br label %endif
endif:
  %r = phi double [ %x, %then ], [ %y, %else ]
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = select i1 %0, double %x, double %y
  ret double %1
}

; run: simplify-cfg
; Engines make a branch of the select again, but it can be hoisted.
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
  %1 = fadd double %x, 1.0
  %2 = select i1 %0, double %1, double %y
  ret double %2
}

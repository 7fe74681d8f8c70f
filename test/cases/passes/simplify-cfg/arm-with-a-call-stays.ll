; run: simplify-cfg
; A call runs when the program says so.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %else
then:
  %p = call double @observe(double %x)
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
  %1 = call double @observe(double %x)
  br label %endif
endif:
  %2 = phi double [ %1, %then ], [ %y, %entry ]
  ret double %2
}

declare double @observe(double)

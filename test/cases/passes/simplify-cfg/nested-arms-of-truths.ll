; run: simplify-cfg
; The inner branch becomes a select, which lets the outer one become one.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %else
then:
  br label %endif
else:
  %b = fcmp olt double %y, 1.0
  br i1 %b, label %then1, label %else1
then1:
  br label %endif1
else1:
  br label %endif1
endif1:
  %q = phi double [ 1.0, %then1 ], [ 0.0, %else1 ]
  br label %endif
endif:
  %r = phi double [ 1.0, %then ], [ %q, %endif1 ]
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp olt double %y, 1.0
  %2 = select i1 %1, double 1.0, double 0.0
  %3 = select i1 %0, double 1.0, double %2
  ret double %3
}

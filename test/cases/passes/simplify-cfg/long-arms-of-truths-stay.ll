; run: simplify-cfg
; Division is worth a branch.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %else
then:
  %q = fdiv double %x, %y
  %s = fcmp olt double %q, 1.0
  %p = uitofp i1 %s to double
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
  br i1 %0, label %then, label %endif
then:
  %1 = fdiv double %x, %y
  %2 = fcmp olt double %1, 1.0
  %3 = uitofp i1 %2 to double
  br label %endif
endif:
  %4 = phi double [ %3, %then ], [ 0.0, %entry ]
  ret double %4
}

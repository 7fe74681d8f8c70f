; run: simplify-cfg
; What the arm computes is not used; that is so after dead stores, too.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %endif
then:
  %b = fdiv double %x, %y
  br label %endif
endif:
  %p = phi double [ 1.0, %then ], [ 1.0, %entry ]
  ret double %p
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  ret double 1.0
}

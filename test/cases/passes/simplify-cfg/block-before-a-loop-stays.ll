; run: simplify-cfg
; What is hoisted out of the loop goes there; the empty block behind the loop goes.
define double @f(double %x, double %n) {
entry:
  %c = fcmp olt double %x, %n
  br i1 %c, label %then, label %endif
then:
  br label %loop
loop:
  %i = phi double [ 0.0, %then ], [ %j, %loop ]
  %j = fadd double %i, 1.0
  %d = fcmp olt double %j, 3.0
  br i1 %d, label %loop, label %exit
exit:
  br label %endif
endif:
  %r = phi double [ %x, %entry ], [ %j, %exit ]
  ret double %r
}

; expect: changed
define double @f(double %x, double %n) {
entry:
  %0 = fcmp olt double %x, %n
  br i1 %0, label %then, label %endif
then:
  br label %loop
loop:
  %1 = phi double [ 0.0, %then ], [ %2, %loop ]
  %2 = fadd double %1, 1.0
  %3 = fcmp olt double %2, 3.0
  br i1 %3, label %loop, label %endif
endif:
  %4 = phi double [ %x, %entry ], [ %2, %loop ]
  ret double %4
}

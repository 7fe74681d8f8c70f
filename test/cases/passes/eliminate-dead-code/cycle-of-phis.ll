; run: eliminate-dead-code
; A variable that is only ever assigned to itself and to others like it.
define double @f(double %x) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %loop ]
  %s = phi double [ 0.0, %entry ], [ %t, %loop ]
  %t = fadd double %s, %i
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, 3.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %x
}

; expect: changed
define double @f(double %x) {
entry:
  br label %loop
loop:
  %0 = phi double [ 0.0, %entry ], [ %1, %loop ]
  %1 = fadd double %0, 1.0
  %2 = fcmp olt double %1, 3.0
  br i1 %2, label %loop, label %exit
exit:
  ret double %x
}

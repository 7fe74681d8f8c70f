; run: hoist-invariants
; It is the same in every iteration, and so is what is computed from it.
define double @f(double %x, double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %loop ]
  %s = phi double [ 0.0, %entry ], [ %t, %loop ]
  %a = fdiv double %x, %n
  %b = fmul double %a, %x
  %t = fadd double %s, %b
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, 3.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %t
}

; expect: changed
define double @f(double %x, double %n) {
entry:
  %0 = fdiv double %x, %n
  %1 = fmul double %0, %x
  br label %loop
loop:
  %2 = phi double [ 0.0, %entry ], [ %5, %loop ]
  %3 = phi double [ 0.0, %entry ], [ %4, %loop ]
  %4 = fadd double %3, %1
  %5 = fadd double %2, 1.0
  %6 = fcmp olt double %5, 3.0
  br i1 %6, label %loop, label %exit
exit:
  ret double %4
}

; run: hoist-invariants
; A call may give another value each time, and has its effect.
define double @f(double %x, double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %loop ]
  %s = phi double [ 0.0, %entry ], [ %t, %loop ]
  %a = call double @observe(double %x)
  %b = fmul double %a, %x
  %t = fadd double %s, %b
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, 3.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %t
}

; expect: unchanged

; run: hoist-invariants
; One way round the loop passes the division, the other does not.
define double @f(double %x, double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %skip ], [ %k, %divide ]
  %o = call double @observe(double %i)
  %p = fcmp olt double %o, %x
  br i1 %p, label %skip, label %divide
skip:
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, 3.0
  br i1 %c, label %loop, label %exit
divide:
  %a = fdiv double %x, %n
  %k = fadd double %i, %a
  %d = fcmp olt double %k, 3.0
  br i1 %d, label %loop, label %exit
exit:
  %r = phi double [ %j, %skip ], [ %k, %divide ]
  ret double %r
}

declare double @observe(double)

; expect: unchanged

; run: simplify
; What the phi takes from the back edge is x * 1: known only after its block was visited.
define double @f(double %x) {
entry:
  br label %loop
loop:
  %p = phi double [ %x, %entry ], [ %q, %loop ]
  %i = phi double [ 0.0, %entry ], [ %j, %loop ]
  %q = fmul double %p, 1.0
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, 3.0
  br i1 %c, label %loop, label %exit
exit:
  %r = fadd double %q, %i
  ret double %r
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
  %3 = fadd double %x, %0
  ret double %3
}

; run: hoist-invariants
; The block before the loop has another way to go, which would pay for the product, too.
define double @f(double %x, double %n) {
entry:
  %e = fcmp olt double %x, %n
  br i1 %e, label %loop, label %exit
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %loop ]
  %a = fmul double %x, %n
  %b = call double @observe(double %a)
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, 3.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %x
}

; expect: unchanged

; run: eliminate-tail-recursion
; As a loop it would run for ever; as it is, it overflows the stack, and that is reported.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %up, label %down
up:
  %a = fadd double %x, 1.0
  %b = call double @f(double %a)
  br label %end
down:
  %d = fsub double %x, 1.0
  %e = call double @f(double %d)
  br label %end
end:
  %r = phi double [ %b, %up ], [ %e, %down ]
  ret double %r
}

; expect: unchanged

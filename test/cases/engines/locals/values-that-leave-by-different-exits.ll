; run
; Only %v leaves to `exit`, only %w to `other`, but an outlined loop returns both.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 0.0
  br i1 %c, label %exit, label %loop
loop:
  %p = phi double [ %x, %entry ], [ %q, %latch ]
  %v = fadd double %p, 1.0
  %s = call double @choose(double %p)
  %d = fcmp une double %s, 0.0
  br i1 %d, label %latch, label %exit
latch:
  %q = phi double [ %p, %loop ]
  %w = fmul double %v, 3.0
  %t = call double @choose(double %w)
  %e = fcmp une double %t, 0.0
  br i1 %e, label %loop, label %other
other:
  %r = phi double [ %w, %latch ]
  ret double %r
exit:
  %a = phi double [ %x, %entry ], [ %p, %loop ]
  %b = phi double [ 0.0, %entry ], [ %v, %loop ]
  %sum = fsub double %a, %b
  ret double %sum
}

declare double @choose(double)

; choices: 1 1 1 1 0
; call: f(5)
; does: choose(5) choose(18) choose(5) choose(18) choose(5) -1

; run
; Either %p or %q is what leaves, but an outlined loop returns both.
define double @f(double %x) {
entry:
  br label %loop
loop:
  %p = phi double [ %x, %entry ], [ %p, %loop ], [ %q, %latch ]
  %s = call double @choose(double %p)
  %c = fcmp une double %s, 0.0
  br i1 %c, label %loop, label %body
body:
  %t = call double @choose(double %p)
  %d = fcmp une double %t, 0.0
  br i1 %d, label %exit, label %latch
latch:
  %q = fadd double %p, 1.0
  %u = call double @choose(double %q)
  %e = fcmp une double %u, 0.0
  br i1 %e, label %exit, label %loop
exit:
  %r = phi double [ %p, %body ], [ %q, %latch ]
  ret double %r
}

declare double @choose(double)

; choices: 1 0 1
; call: f(0.5)
; does: choose(0.5) choose(0.5) choose(0.5) 0.5

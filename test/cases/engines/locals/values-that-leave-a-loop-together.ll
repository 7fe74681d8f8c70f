; run
; %a and %b are never needed at once, but an outlined loop returns both of them.
define double @f(double %x, double %y) {
entry:
  br label %outer
outer:
  %p = phi double [ 1.0, %entry ], [ %p, %outer ], [ %a, %inner ], [ %b, %latch ]
  %t = call double @choose(double %p)
  %c = fcmp une double %t, 0.0
  br i1 %c, label %outer, label %inner
inner:
  %q = phi double [ %p, %outer ], [ %b, %latch ]
  %a = fsub double %y, %x
  %u = call double @choose(double %q)
  %d = fcmp une double %u, 0.0
  br i1 %d, label %latch, label %outer
latch:
  %b = fadd double %x, 0.5
  %v = call double @choose(double %x)
  %e = fcmp une double %v, 0.0
  br i1 %e, label %inner, label %outer
}

declare double @choose(double)

; choices: 0 1 1 0 0 0 1
; call: f(0, 7)
; does: choose(1) choose(1) choose(0) choose(0.5) choose(7) choose(7) choose(7) choose(7) choose(7) choose(0) choose(0.5) choose(7) choose(7) choose(7) choose(7) choose(7) choose(0) choose(0.5) choose(7) choose(7) choose(7) choose(7) choose(7) choose(0) choose(0.5) choose(7) choose(7) choose(7) choose(7) choose(7) choose(0) choose(0.5) choose(7) choose(7) choose(7) choose(7) choose(7) choose(0) choose(0.5) choose(7) choose(7) stop

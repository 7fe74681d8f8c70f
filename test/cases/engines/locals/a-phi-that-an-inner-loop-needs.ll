; run
; The inner loop goes on after %q was computed, and reads %p again.
define double @f(double %x) {
entry:
  br label %outer
outer:
  %p = phi double [ %x, %entry ], [ %q, %inner ]
  br label %inner
inner:
  %i = phi double [ 0.0, %outer ], [ %next, %again ]
  %s = fadd double %p, %i
  %seen = call double @choose(double %s)
  %q = fmul double %seen, 3.0
  %next = fadd double %i, 1.0
  %c = fcmp une double %seen, 0.0
  br i1 %c, label %outer, label %again
again:
  %t = call double @observe(double %q)
  br label %inner
}

declare double @choose(double)
declare double @observe(double)

; choices: 0 0 1 0 2
; call: f(5)
; does: choose(5) observe(0) choose(6) observe(0) choose(7) choose(3) observe(0) choose(4) choose(6) observe(0) choose(7) observe(0) choose(8) choose(3) observe(0) choose(4) choose(6) observe(0) choose(7) observe(0) choose(8) choose(3) observe(0) choose(4) choose(6) observe(0) choose(7) observe(0) choose(8) choose(3) observe(0) choose(4) choose(6) observe(0) choose(7) observe(0) choose(8) choose(3) observe(0) choose(4) choose(6) observe(0) choose(7) observe(0) choose(8) choose(3) observe(0) choose(4) choose(6) observe(0) choose(7) observe(0) choose(8) choose(3) observe(0) choose(4) choose(6) observe(0) choose(7) observe(0) choose(8) choose(3) observe(0) choose(4) choose(6) stop

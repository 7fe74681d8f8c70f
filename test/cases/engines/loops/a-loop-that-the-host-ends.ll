; run
; What a host function throws comes out of a loop, which has called it as often as on the reference.
define double @f(double %x) {
entry:
  br label %loop
loop:
  %a = phi double [ %x, %entry ], [ %next, %loop ]
  %half = call double @observe(double %a)
  %next = fadd double %half, 1.0
  %more = call double @choose(double %next)
  br label %loop
}

declare double @observe(double)
declare double @choose(double)

; call: f(inf)
; does: observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) observe(inf) choose(inf) stop

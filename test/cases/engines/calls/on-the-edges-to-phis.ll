; run
; Calls whose results go to phis are made in their order, not in that of the phis.
define double @f(double %n) {
entry:
  %x = call double @observe(double %n)
  %y = call double @nine()
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %a, label %b
a:
  %z = call double @observe(double 3.0)
  %w = call double @observe(double 4.0)
  br label %b
b:
  %p = phi double [ %w, %a ], [ %y, %entry ]
  %q = phi double [ %z, %a ], [ %x, %entry ]
  %r = fsub double %p, %q
  ret double %r
}

declare double @observe(double)
declare double @nine()

; call: f(0)
; does: observe(0) nine() observe(3) observe(4) 0.5
; call: f(5)
; does: observe(5) nine() 6.5

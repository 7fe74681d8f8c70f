; run
; %v is not read in the loop, and still nothing in the loop may take its local.
define double @f(double %x, double %n) {
entry:
  %v = call double @observe(double %x)
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %body ]
  %c = fcmp oge double %i, %n
  br i1 %c, label %exit, label %body
body:
  %w = call double @observe(double %i)
  %z = fmul double %w, %w
  %k = call double @observe(double %z)
  %next = fadd double %i, 1.0
  br label %loop
exit:
  %r = fadd double %v, %i
  ret double %r
}

declare double @observe(double)

; call: f(7, 0)
; does: observe(7) 3.5
; call: f(7, 3)
; does: observe(7) observe(0) observe(0) observe(1) observe(0.25) observe(2) observe(1) 6.5

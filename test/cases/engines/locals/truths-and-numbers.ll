; run
; A local that held an `i1` is free for another `i1` alone.
define double @f(double %x) {
  %a = call double @observe(double %x)
  %c = fcmp olt double %a, 1.0
  %u = uitofp i1 %c to double
  %v = select i1 %c, double %u, double %a
  %b = call double @observe(double %v)
  %d = fmul double %b, %b
  %e = fadd double %d, %b
  %g = fmul double %d, %e
  ret double %g
}

declare double @observe(double)

; call: f(1)
; does: observe(1) observe(1) 0.1875
; call: f(7)
; does: observe(7) observe(3.5) 14.73828125

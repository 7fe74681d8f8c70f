; run: reassociate
; Sums are not associative: 1e308 + 1e308 - 1e308 depends on the order.
define double @f(double %x, double %y) {
entry:
  %a = fadd double %x, 1.0
  %b = fadd double %a, %y
  %c = fadd double %b, 2.0
  %d = fmul double %c, 3.0
  %e = fmul double %d, %x
  ret double %e
}

; expect: unchanged

; run: simplify
; Two halvings of a subnormal number round twice; scaling up and down may overflow on the way.
define double @f(double %x) {
entry:
  %a = fmul double %x, 0.5
  %b = fmul double %a, 0.5
  %c = fmul double %b, 4.0
  ret double %c
}

; expect: unchanged

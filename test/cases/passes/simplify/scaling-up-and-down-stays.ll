; run: simplify
; The larger factor may overflow where the product of both does not.
define double @f(double %x) {
entry:
  %a = fmul double %x, 4.0
  %r = fmul double %a, 0.5
  ret double %r
}

; expect: unchanged

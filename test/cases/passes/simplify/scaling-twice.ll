; run: simplify
; Multiplying by 2, 4, 8 … rounds nothing, and overflow stays overflow.
define double @f(double %x) {
entry:
  %a = fmul double %x, 4.0
  %b = fmul double %a, 8.0
  ret double %b
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fmul double %x, 4.0
  %1 = fmul double %x, 32.0
  ret double %1
}

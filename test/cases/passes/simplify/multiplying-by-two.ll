; run: simplify
; x * 2 is x + x, overflow and subnormal numbers included.
define double @f(double %x) {
entry:
  %r = fmul double %x, 2.0
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fadd double %x, %x
  ret double %0
}

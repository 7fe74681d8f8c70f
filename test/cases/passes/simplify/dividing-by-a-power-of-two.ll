; run: simplify
; The quotient and the product are the same real number, rounded once.
define double @f(double %x) {
entry:
  %r = fdiv double %x, 8.0
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fmul double %x, 0.125
  ret double %0
}

; run: simplify
; x + -0 is x for every x, -0 included.
define double @f(double %x) {
entry:
  %r = fadd double %x, -0.0
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  ret double %x
}

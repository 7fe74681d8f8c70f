; run: simplify
; x * 1 and x / 1 are x; times -1 is a negation.
define double @f(double %x) {
entry:
  %a = fmul double %x, 1.0
  %b = fdiv double %a, 1.0
  %c = fmul double %b, -1.0
  ret double %c
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fneg double %x
  ret double %0
}

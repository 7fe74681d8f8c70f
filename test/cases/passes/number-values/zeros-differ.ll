; run: number-values
; 0 and -0 are two constants.
define double @f(double %x) {
entry:
  %a = fadd double %x, 0.0
  %b = fadd double %x, -0.0
  %c = fadd double %x, 0.0
  %d = fdiv double %a, %b
  %e = fdiv double %d, %c
  ret double %e
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fadd double %x, 0.0
  %1 = fadd double %x, -0.0
  %2 = fdiv double %0, %1
  %3 = fdiv double %2, %0
  ret double %3
}

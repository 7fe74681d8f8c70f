; run: number-values
; The second sum is the first one with its operands exchanged.
define double @f(double %x, double %y) {
entry:
  %a = fadd double %x, %y
  %b = fadd double %y, %x
  %c = fmul double %a, %b
  ret double %c
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fadd double %x, %y
  %1 = fmul double %0, %0
  ret double %1
}

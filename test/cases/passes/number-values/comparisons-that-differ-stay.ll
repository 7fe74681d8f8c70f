; run: number-values
; The same numbers, but other questions.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp ole double %x, %y
  %c = fcmp ole double %y, %x
  %d = xor i1 %a, %b
  %e = xor i1 %d, %c
  %r = uitofp i1 %e to double
  ret double %r
}

; expect: unchanged

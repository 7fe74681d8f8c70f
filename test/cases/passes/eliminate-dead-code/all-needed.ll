; run: eliminate-dead-code
; Each value is needed in the end.
define double @f(double %x) {
entry:
  %a = fadd double %x, 1.0
  %b = fmul double %a, 2.0
  ret double %b
}

; expect: unchanged

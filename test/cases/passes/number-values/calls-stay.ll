; run: number-values
; Each call has its effect.
define double @f(double %x) {
entry:
  %a = call double @observe(double %x)
  %b = call double @observe(double %x)
  %c = fmul double %a, %b
  ret double %c
}

; expect: unchanged

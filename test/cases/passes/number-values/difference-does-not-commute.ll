; run: number-values
; x - y and y - x differ.
define double @f(double %x, double %y) {
entry:
  %a = fsub double %x, %y
  %b = fsub double %y, %x
  %c = fmul double %a, %b
  ret double %c
}

; expect: unchanged

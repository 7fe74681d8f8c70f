; run: mark-tail-calls
; It never returns. Without frames nobody would be told.
define double @f(double %x) {
entry:
  %a = call double @f(double %x)
  ret double %a
}

; expect: unchanged

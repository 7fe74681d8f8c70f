; run: mark-tail-calls
; There is nothing left to do.
define double @f(double %x) {
entry:
  %a = tail call double @g(double %x)
  ret double %a
}

; expect: unchanged

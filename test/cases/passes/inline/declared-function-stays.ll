; run: inline
; There is no body.
define double @f(double %x) {
entry:
  %a = call double @sin(double %x)
  ret double %a
}

; expect: unchanged

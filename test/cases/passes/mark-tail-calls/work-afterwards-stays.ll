; run: mark-tail-calls
; What is left to do needs the frame.
define double @f(double %x) {
entry:
  %a = call double @g(double %x)
  %b = fadd double %a, 1.0
  ret double %b
}

; expect: unchanged

; run: mark-tail-calls
; Only the last call is in tail position.
define double @f(double %x) {
entry:
  %a = call double @g(double %x)
  %b = call double @g(double %a)
  ret double %b
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @g(double %x)
  %1 = tail call double @g(double %0)
  ret double %1
}

declare double @g(double)

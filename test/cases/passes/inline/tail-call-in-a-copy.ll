; run: inline
; The caller goes on after the copy, so the call in it is no longer the last.
define double @f(double %x) {
entry:
  %a = call double @g(double %x)
  %b = fadd double %a, 1.0
  ret double %b
}
define double @g(double %x) {
entry:
  %a = tail call double @h(double %x)
  ret double %a
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @h(double %x)
  %1 = fadd double %0, 1.0
  ret double %1
}

define double @g(double %x) {
entry:
  %0 = tail call double @h(double %x)
  ret double %0
}

declare double @h(double)

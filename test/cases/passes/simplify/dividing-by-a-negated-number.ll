; run: simplify
; The sign goes to the constant.
define double @f(double %x) {
entry:
  %a = fneg double %x
  %r = fdiv double 3.0, %a
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fneg double %x
  %1 = fdiv double -3.0, %x
  ret double %1
}

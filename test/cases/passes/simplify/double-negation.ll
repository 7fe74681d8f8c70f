; run: simplify
; Two changes of the sign bit are none.
define double @f(double %x) {
entry:
  %a = fneg double %x
  %b = fneg double %a
  ret double %b
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fneg double %x
  ret double %x
}

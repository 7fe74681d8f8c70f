; run: inline
; A copy brings calls along, which are inlined too.
define double @f(double %x) {
entry:
  %a = call double @g(double %x)
  ret double %a
}
define double @g(double %y) {
entry:
  %a = call double @h(double %y)
  %b = fadd double %a, 1.0
  ret double %b
}
define double @h(double %z) {
entry:
  %a = fmul double %z, %z
  ret double %a
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fmul double %x, %x
  %1 = fadd double %0, 1.0
  ret double %1
}

define double @g(double %y) {
entry:
  %0 = fmul double %y, %y
  %1 = fadd double %0, 1.0
  ret double %1
}

define double @h(double %z) {
entry:
  %0 = fmul double %z, %z
  ret double %0
}

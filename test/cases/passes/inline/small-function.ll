; run: inline
; A small body is copied with its constants; what stands around it stays.
define double @f(double %x) {
entry:
  %a = fmul double %x, 2.0
  %b = call double @g(double %a)
  %c = fadd double %b, %x
  ret double %c
}
define double @g(double %y) {
entry:
  %a = fadd double %y, 3.0
  ret double %a
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fmul double %x, 2.0
  %1 = fadd double %0, 3.0
  %2 = fadd double %1, %x
  ret double %2
}

define double @g(double %y) {
entry:
  %0 = fadd double %y, 3.0
  ret double %0
}

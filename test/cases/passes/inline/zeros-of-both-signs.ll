; run: inline
; Copies share constants with their caller, but 0 and -0 are two.
define double @f(double %x) {
entry:
  %a = call double @zero(double %x)
  %b = call double @minus(double %x)
  %c = fdiv double %a, %b
  ret double %c
}
define double @zero(double %x) {
entry:
  %a = fadd double %x, 0.0
  ret double %a
}
define double @minus(double %x) {
entry:
  %a = fmul double %x, -0.0
  %b = fadd double %a, -0.0
  %c = fdiv double 1.0, %b
  ret double %c
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fadd double %x, 0.0
  %1 = fmul double %x, -0.0
  %2 = fadd double %1, -0.0
  %3 = fdiv double 1.0, %2
  %4 = fdiv double %0, %3
  ret double %4
}

define double @zero(double %x) {
entry:
  %0 = fadd double %x, 0.0
  ret double %0
}

define double @minus(double %x) {
entry:
  %0 = fmul double %x, -0.0
  %1 = fadd double %0, -0.0
  %2 = fdiv double 1.0, %1
  ret double %2
}
